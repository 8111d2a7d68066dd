package dev.penstock.cli.citus;

import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.cli.database.Address;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database a verb works on. */
final class DatabaseAddress {

    @Option(
            names = "--url",
            paramLabel = "JDBC-URL",
            defaultValue = "${env:PENSTOCK_URL}",
            description = "The database: jdbc:postgresql://host:port/database, on Citus the coordinator's."
                    + " Default: $PENSTOCK_URL")
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "${env:PENSTOCK_USER}",
            description = "Who to be there. Default: $PENSTOCK_USER; the password is $PENSTOCK_PASSWORD")
    private @Nullable String user;

    Connection connect() {
        if (url == null || !url.startsWith("jdbc:postgresql:")) {
            throw new CitusException(
                    CitusErrorCode.INVALID_OPTION,
                    url == null
                            ? "no database was named; give --url, or set PENSTOCK_URL"
                            : "--url must begin with jdbc:postgresql:");
        }
        try {
            return new Address(url, user, System.getenv(Address.PASSWORD)).connect();
        } catch (SQLException e) {
            throw new CitusException(
                    CitusErrorCode.DATABASE_UNREACHABLE, "the database cannot be used: " + e.getMessage(), e);
        }
    }
}

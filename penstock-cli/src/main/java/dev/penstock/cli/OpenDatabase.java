package dev.penstock.cli;

import dev.penstock.Penstock;
import dev.penstock.cli.database.Address;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.embedded.EmbeddedOptions;
import dev.penstock.postgres.embedded.EmbeddedPostgres;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A database to look into: a server, or an embedded one that runs as long as this is open. */
final class OpenDatabase implements AutoCloseable {

    private static final int CONNECTIONS = 3;
    private static final String TENANT_TYPE = "/dev/penstock/cli/sql/tenant_type.sql";

    private final Address address;
    private final @Nullable EmbeddedPostgres embedded;

    private OpenDatabase(Address address, @Nullable EmbeddedPostgres embedded) {
        this.address = address;
        this.embedded = embedded;
    }

    static OpenDatabase at(Address address) {
        return new OpenDatabase(address, null);
    }

    /**
     * Starts the server of a directory, or adopts the one that a killed process left running in it.
     *
     * <p>Errors: nothing embedded in that directory → {@code PEN-1010}: looking makes no database; in use by another
     * process → {@code PEN-5001}.
     */
    static OpenDatabase embedded(Path directory, Consumer<String> progress) {
        if (Files.notExists(directory.resolve("postgres"))) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION, "there is no embedded PostgreSQL in " + directory.toAbsolutePath());
        }
        var embedded =
                EmbeddedPostgres.open(directory, EmbeddedOptions.defaults().withProgress(progress));
        return new OpenDatabase(new Address(embedded.jdbcUrl(), embedded.user(), embedded.password()), embedded);
    }

    /**
     * Opens Penstock as a client: it looks and executes nothing.
     *
     * <p>Errors: no schema there → {@code PEN-3008}: looking installs none.
     */
    Penstock penstock() throws SQLException {
        return address.penstock()
                .connections(CONNECTIONS)
                .tenantType(tenantType())
                .client();
    }

    /** Of the schema that is installed. Errors: none is → {@code PEN-3008}. */
    String tenantType() throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(Statements.resource(TENANT_TYPE))) {
            row.next();
            var type = row.getString(1);
            if (type == null) {
                throw new PenstockException(
                        ErrorCode.SCHEMA_MISSING,
                        "no Penstock schema at " + address + "; install it with 'penstock schema install', or run what"
                                + " 'penstock schema print' prints");
            }
            return type;
        }
    }

    /** Errors: not to be reached → {@code PEN-3002}. */
    Connection connect() {
        try {
            return address.connect();
        } catch (SQLException e) {
            throw new PenstockException(
                    ErrorCode.STORE_UNREACHABLE, "cannot connect to " + address + ": " + Trouble.reason(e), e);
        }
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}

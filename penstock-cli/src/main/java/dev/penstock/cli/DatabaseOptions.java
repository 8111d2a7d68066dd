package dev.penstock.cli;

import dev.penstock.cli.database.Address;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which database a verb works on. The password comes from the environment only: everybody may read command lines. */
final class DatabaseOptions {

    @Option(
            names = "--url",
            paramLabel = "JDBC-URL",
            description = "The database: jdbc:postgresql://host:port/database. Default: $" + Address.URL)
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Who to be there. Default: $" + Address.USER + "; the password is $" + Address.PASSWORD)
    private @Nullable String user;

    /** Whether a database was named on the command line. */
    boolean given() {
        return url != null || user != null;
    }

    /** Errors: no URL given → {@code PEN-1010}. */
    Address address() {
        var said = Address.in(System.getenv());
        var chosen = url == null ? said : Optional.of(addressOf(url));
        var address = required(chosen);
        return user == null ? address : new Address(address.url(), user, address.password());
    }

    private static Address addressOf(String url) {
        var environment = System.getenv();
        return new Address(url, environment.get(Address.USER), environment.get(Address.PASSWORD));
    }

    static Address required(Optional<Address> address) {
        return address.orElseThrow(() -> new PenstockException(
                ErrorCode.INVALID_OPTION, "no database was named; give --url, or set " + Address.URL));
    }
}

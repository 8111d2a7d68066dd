package dev.penstock.cli.database;

import dev.penstock.Penstock;
import dev.penstock.postgres.pool.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server's URL and who to be there. */
public record Address(
        String url, @Nullable String user, @Nullable String password) {

    public static final String URL = "PENSTOCK_URL";
    public static final String USER = "PENSTOCK_USER";
    public static final String PASSWORD = "PENSTOCK_PASSWORD";

    /** What the environment says, empty when it names no URL. */
    public static Optional<Address> in(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(URL))
                .map(url -> new Address(url, environment.get(USER), environment.get(PASSWORD)));
    }

    /** Puts this where {@link #in} finds it: for a child process, whose command line everybody may read. */
    public void putInto(Map<String, String> environment) {
        environment.put(URL, url);
        if (user != null) {
            environment.put(USER, user);
        }
        if (password != null) {
            environment.put(PASSWORD, password);
        }
    }

    /** Errors: not the URL of a PostgreSQL → {@code PEN-1010}. */
    public DataSource server() {
        return Server.at(url, user, password);
    }

    public Connection connect() throws SQLException {
        return server().getConnection();
    }

    public Penstock.Builder penstock() {
        return Penstock.connect(url, user, password);
    }

    @Override
    public String toString() {
        return url.replaceAll("\\?.*", "");
    }
}

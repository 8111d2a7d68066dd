package dev.penstock.citus.lint.trace;

import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A database of one server, and who to be there.
 *
 * @param server host and port, as the URL has them
 * @param parameters of the URL, those left out that say who and where
 */
record ScratchAddress(
        String server,
        String database,
        String parameters,
        @Nullable String user,
        @Nullable String password) {

    private static final Pattern URL = Pattern.compile("jdbc:postgresql://([^/?,]+)/([^/?]+)(?:\\?(.*))?");

    /** What would lead a session elsewhere than its address says, or is said anew. */
    private static final Set<String> OTHERWISE =
            Set.of("user", "password", "currentSchema", "options", "ApplicationName", "loadBalanceHosts", "PGDBNAME");

    /** Errors: not the URL of one database of one server → {@code PEN-6008}. */
    static ScratchAddress of(String url, @Nullable String user, @Nullable String password) {
        var parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new CitusException(
                    CitusErrorCode.INVALID_OPTION,
                    "a trace needs the URL of one server: jdbc:postgresql://host:port/database");
        }
        String query = parts.group(3) == null ? "" : parts.group(3);
        return new ScratchAddress(
                parts.group(1),
                parts.group(2),
                Arrays.stream(query.split("&"))
                        .filter(each -> !each.isEmpty() && !OTHERWISE.contains(each.split("=", 2)[0]))
                        .collect(Collectors.joining("&")),
                user == null ? parameter(query, "user") : user,
                password == null ? parameter(query, "password") : password);
    }

    ScratchAddress on(String host, int port) {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return new ScratchAddress(name + ":" + port, database, parameters, user, password);
    }

    ScratchAddress database(String other) {
        return new ScratchAddress(server, other, parameters, user, password);
    }

    ScratchAddress as(String role, String secret) {
        return new ScratchAddress(server, database, parameters, role, secret);
    }

    Connection connect() throws SQLException {
        var properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("ApplicationName", "penstock citus lint");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + server + "/" + database + (parameters.isEmpty() ? "" : "?" + parameters),
                properties);
    }

    private static @Nullable String parameter(String query, String name) {
        return Arrays.stream(query.split("&"))
                .filter(each -> each.startsWith(name + "="))
                .map(each -> URLDecoder.decode(each.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        return server + "/" + database;
    }
}

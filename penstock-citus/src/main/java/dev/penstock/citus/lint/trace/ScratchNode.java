package dev.penstock.citus.lint.trace;

import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * A node's part of the scratch cluster: a database and the role that owns it.
 *
 * @param home the database from which the others are made and dropped; nothing else is done there
 */
record ScratchNode(ScratchAddress home, ScratchNames names) {

    private static final String IN_USE = "55006";
    private static final int DROPS_MAX = 4;

    record Found(boolean there) {}

    /** How the nodes of a cluster let each other in. */
    record Login(int node, String role, String login) {}

    /** Errors: the name is taken, or the user may not. */
    void make(List<Login> logins) throws SQLException {
        try (var connection = home.connect()) {
            Statement.in("lint", "alone").run(connection, Map.of());
            run(connection, "create_role");
            run(connection, "create_database");
            run(connection, "mark_database");
        }
        try (var connection = home.database(names.database()).connect()) {
            run(connection, "create_citus");
            for (var login : logins) {
                Statement.in("lint", "let_in")
                        .run(connection, Map.of("node", login.node(), "role", login.role(), "login", login.login()));
            }
        }
    }

    void drop() throws SQLException {
        try (var connection = home.connect()) {
            Statement.in("lint", "alone").run(connection, Map.of());
            boolean there = Statement.in("lint", "database_exists")
                    .rows(connection, Found.class, Map.of("database", names.database()))
                    .getFirst()
                    .there();
            if (there) {
                run(connection, "shut_database");
                dropDatabase(connection);
            }
            run(connection, "drop_role");
        }
    }

    /** Those who are in it are sent away, and some take longer to go than the server waits: daemons of Citus, autovacuum. */
    private void dropDatabase(Connection connection) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                run(connection, "drop_database");
                return;
            } catch (SQLException e) {
                if (attempt == DROPS_MAX || !IN_USE.equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
    }

    private void run(Connection connection, String name) throws SQLException {
        String text = Statement.in("lint", name)
                .text()
                .replace("{database}", Identifier.quoted(names.database()))
                .replace("{role}", Identifier.quoted(names.role()))
                .replace("{password}", Identifier.literal(names.password()))
                .replace("{mark}", Identifier.literal(names.mark()));
        new Statement(text, List.of()).run(connection, Map.of());
    }
}

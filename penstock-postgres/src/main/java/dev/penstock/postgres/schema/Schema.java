package dev.penstock.postgres.schema;

import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** The schema as text, for those who let a tool of their own install it. */
public final class Schema {

    private static final String FOLDER = "/dev/penstock/postgres/schema/";

    private Schema() {}

    /** The version that this build needs. */
    public static int version() {
        return SchemaScript.ALL.getLast().version();
    }

    /** Whether the database has it, at whatever version. */
    public static boolean isInstalled(Connection connection) throws SQLException {
        try (var look = new Statements(TenantType.TEXT).statement("schema/find").on(connection);
                var row = look.query()) {
            row.next();
            return row.getBoolean("installed");
        }
    }

    /**
     * The whole schema as one script, to be run once on an empty database by psql, Flyway or the like: it neither
     * begins nor ends a transaction. Afterwards a store finds the schema current and needs no right to change it.
     */
    public static String print(TenantType tenantType) {
        return SchemaScript.ALL.stream()
                .map(script -> tenantType.resolve(script.text()) + "\n" + applied(script, 0))
                .collect(Collectors.joining("\n", versions() + "\n", ""));
    }

    /** Where versions are recorded; the first thing in the schema. */
    static String versions() {
        return Statements.resource(FOLDER + "versions.sql");
    }

    /** The statement that records a script as applied. */
    static String applied(SchemaScript script, long millis) {
        return Statements.resource(FOLDER + "applied.sql")
                .replace("${version}", Integer.toString(script.version()))
                .replace("${name}", script.name())
                .replace("${checksum}", Long.toString(script.checksum()))
                .replace("${millis}", Long.toString(millis));
    }
}

package dev.penstock.citus;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A schema in lines, its name left out, so that two can be compared. */
final class Described {

    private Described() {}

    /** What the catalogs say of it, and how many rows its tables have. */
    static List<String> of(Connection connection, String schema) throws SQLException {
        var lines = new ArrayList<String>();
        for (String line :
                Sql.values(connection, Sql.resource("described.sql").replace(":schema", "'" + schema + "'"))) {
            lines.add(line.replace(schema + ".", "").replace(schema, "S"));
        }
        for (String table : Sql.values(
                connection,
                "select oid::regclass from pg_class where relkind in ('r', 'p') and relnamespace = '" + schema
                        + "'::regnamespace")) {
            lines.add(
                    table.replace(schema + ".", "") + " has " + Sql.value(connection, "select count(*) from " + table));
        }
        return lines.stream().sorted().toList();
    }
}

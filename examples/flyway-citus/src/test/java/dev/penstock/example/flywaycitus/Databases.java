package dev.penstock.example.flywaycitus;

import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.everyday.LogicalSchema;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the tests ask a database. */
final class Databases {

    private Databases() {}

    static void run(String url, String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static List<String> values(String url, String query) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        }
    }

    static List<String> history(String url) throws SQLException {
        return values(
                url,
                "select version from app.flyway_schema_history where version is not null and success order by installed_rank");
    }

    static List<String> schema(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url)) {
            return LogicalSchema.of(CatalogReader.read(connection, ReadOptions.schemas(Migrate.SCHEMA)));
        }
    }
}

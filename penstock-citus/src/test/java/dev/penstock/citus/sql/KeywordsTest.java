package dev.penstock.citus.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.TestDatabase;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeywordsTest {

    private static final Map<String, String> KINDS =
            Map.of("R", "reserved", "T", "function", "C", "column", "U", "free");

    @Test
    void areThoseOfTheServer() throws SQLException {
        Map<String, Set<String>> server = new TreeMap<>();
        KINDS.values().forEach(kind -> server.put(kind, new TreeSet<>()));
        server.put("as", new TreeSet<>());
        try (var database = TestDatabase.create();
                var connection = database.connect();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery("select word, catcode, barelabel from pg_catalog.pg_get_keywords()")) {
            while (rows.next()) {
                server.getOrDefault(KINDS.get(rows.getString("catcode")), new HashSet<>())
                        .add(rows.getString("word"));
                if (!rows.getBoolean("barelabel")) {
                    server.getOrDefault("as", new HashSet<>()).add(rows.getString("word"));
                }
            }
        }
        Map<String, Set<String>> own = new TreeMap<>();
        server.keySet().forEach(kind -> own.put(kind, new TreeSet<>(Syntax.KEYWORDS.of(kind))));

        assertThat(own).isEqualTo(server);
    }
}

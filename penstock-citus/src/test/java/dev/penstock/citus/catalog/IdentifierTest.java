package dev.penstock.citus.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.Sql;
import dev.penstock.postgres.TestServer;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"users", "Users", "a b", "a\"b", "größe", "1a", "_x", "select", "user", "a$b", "", "json_table"})
    void quotesWhatThePostgresServerQuotes(String name) throws SQLException {
        try (var connection = TestServer.shared().connect();
                var statement = connection.prepareStatement("select quote_ident(?)")) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                rows.next();
                assertThat(Identifier.quoted(name)).isEqualTo(rows.getString(1));
            }
        }
    }

    @Test
    void knowsEveryKeywordOfTheServer() throws SQLException {
        try (var connection = TestServer.shared().connect()) {
            assertThat(Sql.value(connection, "select string_agg(word, ' ') from pg_get_keywords() where catcode <> 'U'")
                            .split(" "))
                    .allSatisfy(word -> assertThat(Identifier.quoted(word)).isEqualTo('"' + word + '"'));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "it's", "back\\slash", "both\\'"})
    void literalsMeanWhatTheySay(String value) throws SQLException {
        try (var connection = TestServer.shared().connect()) {
            Sql.run(connection, "set standard_conforming_strings = on");
            assertThat(Sql.value(connection, "select " + Identifier.literal(value)))
                    .isEqualTo(value);
        }
    }
}

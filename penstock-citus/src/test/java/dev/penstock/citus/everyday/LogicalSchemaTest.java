package dev.penstock.citus.everyday;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.Sql;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogicalSchemaTest {

    /** Each of these a statement could notice, and nothing else of the schema changes. */
    @Test
    void linesDifferInWhateverAStatementCouldNotice() throws SQLException {
        try (var database = TestDatabase.create();
                var connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            Sql.run(
                    connection,
                    "create table t (id bigserial primary key, a int)",
                    "create view v as select a from t where a > 0",
                    "create policy p on t using (a > 0)",
                    "create function f() returns trigger language plpgsql as 'begin return new; end'",
                    "create trigger g before insert on t for each row execute function f()",
                    "create rule r as on delete to t do instead nothing");
            for (String change : List.of(
                    "alter table t enable row level security",
                    "alter table t force row level security",
                    "alter table t disable rule r",
                    "drop rule r on t",
                    "alter table t disable trigger g",
                    "drop policy p on t; create policy p on t as restrictive using (a > 0)",
                    "alter policy p on t to pg_monitor",
                    "alter sequence t_id_seq maxvalue 9",
                    "alter sequence t_id_seq minvalue -9",
                    "alter sequence t_id_seq cycle",
                    "alter sequence t_id_seq start 7",
                    "alter view v set (check_option = local)")) {
                var before = lines(connection);
                Sql.run(connection, "begin; " + change);
                Sql.run(connection, "commit");
                assertThat(lines(connection)).as(change).isNotEqualTo(before);
            }
            var before = lines(connection);
            Sql.run(
                    connection,
                    "select nextval('t_id_seq'); comment on table t is 'a table'; grant select on t to public");
            assertThat(lines(connection)).isEqualTo(before);
        }
    }

    private static List<String> lines(Connection connection) {
        return LogicalSchema.of(CatalogReader.read(connection, ReadOptions.all()));
    }
}

package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.Penstock;
import dev.penstock.run.RunId;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs are started by {@code penstock.start} in plain SQL, and are the same runs as those started from Java. */
class SqlStartContractTest extends Contract {

    private static final Pattern SQL_SNIPPET = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final Workflow<String, String> ECHO =
            Workflow.define("echo", String.class, String.class, (input, run) -> "heard " + input);

    @Test
    void a_run_started_in_sql_is_executed_with_its_options() throws SQLException {
        var acme = acme(ECHO);

        var id = value("""
            select penstock.start('acme', 'echo', '"sql"', p_priority => 9, p_timeout => '1 hour',
                p_attributes => '{"customer": "c-1"}')""");

        var handle = acme.handle(ECHO, id);
        assertThat(handle.result(SOON)).isEqualTo("heard sql");
        assertThat(handle.status().priority()).isEqualTo(9);
        assertThat(handle.status().deadlineAt()).isNotNull();
        assertThat(handle.status().attributes()).containsEntry("customer", "c-1");
        assertThat(id.value().version()).isEqualTo(7);
        assertThat(id.value().variant()).isEqualTo(2);
    }

    @Test
    void without_input_the_workflow_gets_null() throws SQLException {
        var acme = acme(ECHO);

        var id = value("select penstock.start('acme', 'echo')");

        assertThat(acme.handle(ECHO, id).result(SOON)).isEqualTo("heard null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"order-7", "Größe ☃ \uD83D\uDE80", " ", "'quoted'"})
    void a_start_in_sql_and_one_in_java_with_the_same_key_are_one_run(String key) throws SQLException {
        var acme = acme(ECHO);
        RunId sql;
        try (var connection = database.connect()) {
            sql = started(connection, "acme", key);
        }

        var java = acme.start(ECHO, "java", Start.idempotencyKey(key));

        assertThat(java.id()).isEqualTo(sql);
        assertThat(java.result(SOON)).isEqualTo("heard sql");
        try (var connection = database.connect()) {
            assertThat(started(connection, "acme", key)).isEqualTo(sql);
        }
        assertThat(count("select count(*) from penstock.run")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"uuid, 0f8b1c54-6f0e-4c1f-9d5a-1a2b3c4d5e6f", "bigint, 4711"})
    void so_they_are_whatever_the_type_of_the_tenant_column(String type, String tenant) throws SQLException {
        var penstock = open(Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                .tenantType(type)
                .register(ECHO));
        var java = penstock.tenant(tenant).start(ECHO, "java", Start.idempotencyKey("order-7"));

        var sql = value("select penstock.start('" + tenant + "', 'echo', '1', 'order-7')");

        assertThat(sql).isEqualTo(java.id());
    }

    @Test
    void it_exists_if_and_only_if_its_transaction_commits() throws SQLException {
        acme(ECHO);
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            started(connection, "acme", "order-7");
            connection.rollback();
        }
        assertThat(count("select count(*) from penstock.run")).isZero();
    }

    @Test
    void a_delay_is_waited_for() throws SQLException {
        var acme = acme(ECHO);

        var id = value("select penstock.start('acme', 'echo', '1', p_delay => '1 hour')");

        assertThat(acme.status(id).state().label()).isEqualTo("queued");
        assertThat(count("select count(*) from penstock.run where due_at between now() + interval '59 minutes'"
                        + " and now() + interval '1 hour'"))
                .isEqualTo(1);
    }

    @Test
    void options_that_java_refuses_are_refused_with_the_same_code() {
        acme(ECHO);
        for (var option : List.of(
                "p_priority => 10",
                "p_delay => '-1 s'",
                "p_timeout => '0'",
                "p_idempotency_key => ''",
                "p_attributes => '{\"tags\": [\"a\"]}'",
                "p_attributes => '[1]'",
                "p_attributes => '{\"count\": 7}'",
                "p_attributes => null",
                "p_delay => null")) {
            assertThatExceptionOfType(SQLException.class)
                    .as(option)
                    .isThrownBy(() -> value("select penstock.start('acme', 'echo', '1', " + option + ")"))
                    .withMessageContaining("PEN-1010");
        }
    }

    /** As plain SQL could once write them. */
    @Test
    void attributes_that_are_no_texts_do_not_keep_a_run_out_of_listings() throws SQLException {
        var acme = acme(ECHO);
        var id = value("select penstock.start('acme', 'echo', '1', p_delay => '1 hour')");
        execute("update penstock.run set attributes = '{\"order\": {\"id\": 7}, \"customer\": \"c-1\"}'");

        assertThat(acme.status(id).attributes())
                .containsEntry("customer", "c-1")
                .containsEntry("order", "{\"id\":7}");
    }

    /** The snippets of the documentation are run as they stand there. */
    @Test
    void what_the_documentation_shows_starts_runs() throws IOException, SQLException {
        acme(ECHO);
        var page = Files.readString(Path.of("..", "docs", "starting.md"));
        var snippets = SQL_SNIPPET.matcher(page).results().toList();
        for (var snippet : snippets) {
            value(snippet.group(1));
        }

        assertThat(snippets).hasSize(2);
        assertThat(count("select count(*) from penstock.run where workflow in ('fulfil', 'remind')"))
                .isEqualTo(2);
    }

    private static RunId started(Connection connection, String tenant, String key) throws SQLException {
        try (var statement = connection.prepareStatement("select penstock.start(?, 'echo', '\"sql\"', ?)")) {
            statement.setString(1, tenant);
            statement.setString(2, key);
            try (var row = statement.executeQuery()) {
                row.next();
                return new RunId(row.getObject(1, UUID.class));
            }
        }
    }

    private RunId value(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return new RunId(row.getObject(1, UUID.class));
        }
    }
}

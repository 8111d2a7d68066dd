package dev.penstock.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Penstock;
import dev.penstock.cli.Main;
import dev.penstock.cli.database.Address;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.embedded.EmbeddedOptions;
import dev.penstock.postgres.embedded.EmbeddedPostgres;
import dev.penstock.postgres.schema.Migrator;
import dev.penstock.postgres.sql.TenantType;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoTest {

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aDemoCanBeRepeatedInTheSameDirectory() throws Exception {
        assertThat(demo(40, false, false)).isTrue();
        assertThat(out.toString(UTF_8))
                .contains("40 of ", "completed ", "steps", "skipped, because", "All of it holds.");
        assertThat(err.toString(UTF_8)).contains("40 of 40 orders");

        assertThat(demo(20, false, false)).isTrue();
        assertThat(out.toString(UTF_8)).contains("20 of ").contains("orders 20, runs 20");
    }

    @Test
    void jsonStandsAloneOnStandardOutput() throws Exception {
        assertThat(demo(20, false, true)).isTrue();

        var report = report();
        assertThat(report.get("orders").asInt()).isEqualTo(20);
        assertThat(report.get("holds").asBoolean()).isTrue();
        assertThat(report.get("crash").isNull()).isTrue();
        assertThat(report.get("skipped").get(0).get("line").asInt()).isPositive();
        assertThat(report.get("checks")).hasSize(6);
    }

    @Test
    void runsThatAreNotADemosAreNotDeleted() {
        Penstock.embedded(directory).start().close();

        assertThatThrownBy(() -> demo(1, false, false))
                .isInstanceOf(PenstockException.class)
                .hasMessageContaining("PEN-1010")
                .hasMessageContaining("not a demo's");
    }

    @Test
    void aDemoThatWasInterruptedInItsBeginningCanBeRepeated() throws Exception {
        try (var postgres = EmbeddedPostgres.open(directory, EmbeddedOptions.defaults());
                var connection = new Address(postgres.jdbcUrl(), postgres.user(), postgres.password()).connect();
                var statement = connection.createStatement()) {
            statement.execute(DemoResource.sql("clear"));
            new Migrator(connection, TenantType.TEXT, step -> {}).migrate();
        }

        assertThat(demo(1, false, false)).isTrue();
    }

    /** Failures 1 and 6 of the failures to survive, at some size: a worker process that is really killed. */
    @Test
    @Timeout(60)
    void aWorkerKilledHalfWayLosesAndDoublesNothing() throws Exception {
        boolean holds = demo(400, true, true);

        var report = report();
        assertThat(holds).as("%s", report).isTrue();
        var crash = report.get("crash");
        assertThat(crash.get("exit_status").asInt()).as("128 and SIGKILL").isEqualTo(137);
        assertThat(crash.get("figures").get("in_flight").asInt()).isPositive();
        assertThat(crash.get("figures").get("shipped").asInt()).isGreaterThan(100);
        assertThat(crash.get("first_ms").asLong()).isPositive();
        assertThat(report.get("checks")).hasSize(9);
        assertThat(err.toString(UTF_8)).contains("with SIGKILL");
    }

    private boolean demo(int orders, boolean crash, boolean json) throws Exception {
        out.reset();
        err.reset();
        var terminal =
                new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false, false, false);
        return Demo.run(new Demo.Options(directory, orders, crash, json, Main.class.getName()), terminal);
    }

    private JsonNode report() {
        return JsonMapper.shared().readTree(out.toString(UTF_8));
    }
}

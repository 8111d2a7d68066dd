package dev.penstock.citus.lint.trace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.Sql;
import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.lint.trace.Seen.Refusal;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where traces run, what they cannot do there, and that nothing stays. */
@RequiresCitus
class ScratchTest {

    private static final CitusCluster CLUSTER = CitusCluster.shared();

    @AfterEach
    void nothingStays() throws SQLException {
        for (Connection node : List.of(CLUSTER.connect(), CLUSTER.connectToWorker(0), CLUSTER.connectToWorker(1))) {
            try (node) {
                assertThat(
                                Sql.values(
                                        node,
                                        "select datname from pg_database where datname like 'penstock_trace%'"
                                                + " union all select rolname from pg_roles where rolname like 'penstock_trace%'"))
                        .isEmpty();
            }
        }
    }

    @Test
    void isAClusterOfTheSameShape() {
        try (var scratch = Traces.scratch()) {
            assertThat(scratch.catalog().tables()).isEmpty();
            assertThat(requireNonNull(scratch.catalog().citus()).nodes()).hasSize(3);
        }
    }

    @Test
    void clusterThatHasNoWorkersYetWillDo() throws SQLException {
        String single = "penstock_lint_single";
        String url = CLUSTER.jdbcUrl().replaceFirst("/[^/?]*\\?", "/" + single + "?");
        try (var live = CLUSTER.connect()) {
            Sql.run(live, "create database " + single);
            try {
                try (var alone = DriverManager.getConnection(url)) {
                    Sql.run(alone, "create extension citus");
                    for (int node : new int[] {0, -1}) {
                        Sql.run(
                                alone,
                                "insert into pg_dist_authinfo values (" + node + ", '" + CLUSTER.user()
                                        + "', 'password=" + CLUSTER.password() + "')");
                    }
                }
                try (var scratch = Scratch.beside(url, null, null)) {
                    scratch.base(
                            "base.sql",
                            "create table a (id int primary key); select create_distributed_table('a', 'id');");

                    assertThat(Traces.seen(scratch, "alter table a add column b int"))
                            .isNotEmpty();
                }
            } finally {
                Sql.run(live, "drop database " + single + " with (force)");
            }
        }
    }

    @Test
    void statementsOfTheFilesTouchNothingThatWasThere() throws SQLException {
        String schema = CLUSTER.schema();
        try (var scratch = Traces.scratch();
                var live = CLUSTER.connect()) {
            Sql.run(live, "create table " + schema + ".kept (id int)", "insert into " + schema + ".kept values (1)");

            var seen = Traces.seen(
                    scratch, "drop schema if exists " + schema + " cascade; drop table " + schema + ".kept");

            assertThat(seen.getLast().outcome().refusal()).isNotNull();
            assertThat(Sql.value(live, "select count(*) from " + schema + ".kept"))
                    .isEqualTo("1");
            Sql.run(live, "drop schema " + schema + " cascade");
        }
    }

    /** Each reaches out of the scratch databases. */
    static final List<String> REACHES = List.of(
            "alter system set work_mem = '5MB'",
            "create role penstock_reached",
            "do $$ begin execute 'create role penstock_reached'; end $$",
            "create database penstock_reached",
            "alter database citus_test set work_mem = '5MB'",
            "drop database citus_test",
            "alter role citus_test set work_mem = '5MB'",
            "do $$ begin execute 'copy (select 1) to program ''true'''; end $$",
            "do $$ begin execute 'copy (select 1) to ''/tmp/penstock_reached'''; end $$",
            "select pg_read_file('postgresql.conf')",
            "select lo_export(1, '/tmp/penstock_reached')",
            "select pg_reload_conf()",
            "create extension dblink",
            "create extension postgres_fdw",
            "create subscription s connection 'dbname=citus_test' publication p with (connect = false)",
            "set role citus_test",
            "set session authorization citus_test",
            "select citus_add_node('127.0.0.1', 1)");

    @Test
    void serverLetsNothingReachOut() {
        try (var scratch = Traces.scratch()) {
            assertThat(REACHES)
                    .allSatisfy(sql -> assertThat(Traces.seen(scratch, sql)
                                    .getLast()
                                    .outcome()
                                    .refusal())
                            .as(sql)
                            .isNotNull()
                            .extracting(Refusal::sqlState)
                            .isEqualTo("42501"));
        }
    }

    @Test
    void workersLetNothingReachOutEither() {
        try (var scratch = Traces.scratch()) {
            var last = Traces.seen(scratch, "select run_command_on_workers('alter system set work_mem = 1')")
                    .getLast();

            assertThat(last.outcome().failures()).hasSize(2).allMatch(each -> each.contains("permission denied"));
        }
    }

    @Test
    void connectionThatLeadsElsewhereIsRefused() {
        try (var scratch = Traces.scratch()) {
            var home = ScratchAddress.of(CLUSTER.url(), CLUSTER.user(), CLUSTER.password());
            var names = scratch.names();

            assertRefused(CitusErrorCode.SCRATCH_NOT_OURS, () -> scratch.at(home, true));
            assertRefused(
                    CitusErrorCode.SCRATCH_NOT_OURS, () -> scratch.at(home.as(names.role(), names.password()), false));
            assertRefused(CitusErrorCode.SCRATCH_NOT_OURS, () -> scratch.at(home.database(names.database()), false));
        }
    }

    /** The same name with another's comment, as a pooler could have it. */
    @Test
    void databaseOfTheRightNameAndAnothersMarkIsRefused() throws SQLException {
        try (var scratch = Traces.scratch();
                var live = CLUSTER.connect()) {
            Sql.run(live, "comment on database " + scratch.names().database() + " is 'another'");

            assertRefused(CitusErrorCode.SCRATCH_NOT_OURS, scratch::catalog);
        }
    }

    @Test
    void workerIsRefused() throws SQLException {
        String worker = CLUSTER.jdbcUrlOfWorker(0);

        assertRefused(CitusErrorCode.NOT_THE_COORDINATOR, () -> Scratch.beside(worker, null, null));
    }

    @Test
    void databaseWithoutCitusIsRefused() {
        String url = CLUSTER.jdbcUrl().replaceFirst("/[^/?]*\\?", "/postgres?");

        assertRefused(CitusErrorCode.NO_CITUS, () -> Scratch.beside(url, null, null));
    }

    @Test
    void userWhoMayNotMakeOneIsRefusedAndNothingStays() throws SQLException {
        try (var live = CLUSTER.connect()) {
            Sql.run(
                    live,
                    "create role penstock_lint_weak login createdb createrole password 'weak'",
                    "grant select on pg_dist_authinfo to penstock_lint_weak");
            try {
                assertRefused(
                        CitusErrorCode.SCRATCH_NOT_MADE,
                        () -> Scratch.beside(CLUSTER.url(), "penstock_lint_weak", "weak"));
            } finally {
                Sql.run(live, "drop owned by penstock_lint_weak", "drop role penstock_lint_weak");
            }
        }
    }

    /** As pg_dump writes it of every database on Citus. */
    @Test
    void extensionsOfADumpAreMadeForItAndTheirCommentsPassedOver() {
        try (var scratch = Traces.scratch()) {
            scratch.base("base.sql", """
                    --
                    -- Name: citus; Type: EXTENSION; Schema: -; Owner: -
                    --
                    CREATE EXTENSION IF NOT EXISTS citus WITH SCHEMA pg_catalog;
                    COMMENT ON EXTENSION citus IS 'Citus distributed database';
                    CREATE EXTENSION IF NOT EXISTS pg_stat_statements WITH SCHEMA public;
                    COMMENT ON EXTENSION pg_stat_statements IS 'track statistics';
                    create table a (id int primary key);
                    """);

            assertThat(Traces.seen(scratch, "alter table a add column b int")).isNotEmpty();
        }
    }

    @Test
    void baseThatFailsNamesItsLine() {
        try (var scratch = Traces.scratch()) {
            assertThatThrownBy(() ->
                            scratch.base("base.sql", "\\restrict x\ncreate table a ();\nalter table b add c int;\n"))
                    .isInstanceOfSatisfying(
                            CitusException.class,
                            e -> assertThat(e.code()).isEqualTo(CitusErrorCode.SCRATCH_BASE_FAILED))
                    .hasMessageContaining("base.sql:3")
                    .hasMessageContaining("relation \"b\" does not exist");
        }
    }

    /** What keeps a database from being dropped: sessions in it, and a slot that was left behind. */
    @Test
    void droppedAlsoWhileSomebodyIsInIt() throws SQLException {
        try (var scratch = Traces.scratch()) {
            // Its server ends it: closing it is nothing more to do.
            var other = DriverManager.getConnection(CLUSTER.jdbcUrl()
                    .replaceFirst("/[^/?]*\\?", "/" + scratch.names().database() + "?"));
            Sql.run(
                    other,
                    "create table held (id int)",
                    "select pg_create_logical_replication_slot('penstock_lint_slot', 'pgoutput')");
            other.setAutoCommit(false);
            Sql.run(other, "lock table held");
        }
    }

    /** As Ctrl-C and a build server's time limit do. */
    @Test
    void droppedWhenTheProcessIsTerminated() throws SQLException, IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Interrupted.class.getName(),
                        CLUSTER.url(),
                        CLUSTER.user(),
                        CLUSTER.password())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var live = CLUSTER.connect();
                var said = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo(Interrupted.MADE);
            assertThat(Sql.value(live, "select count(*) from pg_database where datname like 'penstock_trace%'"))
                    .isEqualTo("1");
            process.destroy();
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertRefused(CitusErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CitusException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}

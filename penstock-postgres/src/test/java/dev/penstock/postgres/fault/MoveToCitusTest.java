package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.ChildJvm;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.contract.Await;
import dev.penstock.postgres.schema.Move;
import dev.penstock.postgres.sql.TenantType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * FAILURES 14: an installation moves from one PostgreSQL to Citus while its workers, several processes, start and execute
 * runs without a pause: none is lost, no step and no effect counts twice.
 */
@RequiresCitus(own = true)
class MoveToCitusTest {

    private static final int HISTORY = Integer.getInteger("penstock.move.history", 2_000);
    private static final int KILLS = Integer.getInteger("penstock.move.kills", 4);

    private CitusCluster cluster;
    private TestDatabase database;

    @BeforeEach
    void begin() throws SQLException {
        cluster = CitusCluster.toBe();
        database = TestDatabase.create(cluster);
        Load.createEffects(database);
    }

    @AfterEach
    void end() {
        database.close();
        cluster.close();
    }

    @Test
    void runs_before_during_and_after_the_move_end_once() throws Exception {
        try (var here = Orders.begin("here", database.jdbcUrl(), database.user(), database.password());
                var there = worker("there")) {
            assertThat(here.description()).startsWith("PostgreSQL");
            insertHistory();
            awaitOrders("before the move", here);

            cluster.becomeOne();
            awaitOrders("on the coordinator", here);
            execute("analyze");
            var begun = now();
            move();
            awaitOrders("after the move", here);
            note(HISTORY + " finished runs: longest time without a recorded step " + longestPause(begun) + " ms");
            distributeEffects();
            awaitOrders("on the shards alone", here);

            there.end();
            int startedThere = Integer.parseInt(there.hear());
            proveThatEachCountedOnce("here", here.stop());
            proveThatEachCountedOnce("there", startedThere);
        }
    }

    @Test
    void whoever_moves_may_be_killed_at_any_instant() throws Exception {
        try (var here = Orders.begin("here", database.jdbcUrl(), database.user(), database.password())) {
            insertHistory();
            cluster.becomeOne();
            long seed = System.nanoTime();
            note("seed " + seed);
            var random = new Random(seed);
            boolean moved = false;
            for (int kills = 0; kills < KILLS && !moved; kills++) {
                moved = moveAndKill(Duration.ofMillis(random.nextInt(1_200)));
                awaitOrders("after the mover was killed", here);
            }
            move();
            distributeEffects();
            awaitOrders("after the move", here);
            proveThatEachCountedOnce("here", here.stop());
        }
    }

    @Test
    void a_worker_may_die_while_its_runs_are_moved() throws Exception {
        try (var here = Orders.begin("here", database.jdbcUrl(), database.user(), database.password());
                var dying = worker("dying")) {
            insertHistory();
            Await.until("the other process has begun", () -> Orders.orders(database, "dying") > 20);
            cluster.becomeOne();
            try (var mover = mover()) {
                dying.kill();
                assertThat(mover.hear()).isEqualTo("moved");
            }
            distributeEffects();
            awaitOrders("after the move", here);
            int started = here.stop();
            Await.until("the runs of the dead worker have ended", () -> Load.count(database, Orders.UNFINISHED) == 0);
            proveThatEachCountedOnce("here", started);
        }
    }

    private boolean moveAndKill(Duration after) throws Exception {
        try (var mover = mover()) {
            if (mover.exitsWithin(after)) {
                return mover.hear().equals("moved");
            }
            mover.kill();
            return false;
        }
    }

    private ChildJvm worker(String name) throws IOException {
        var worker =
                ChildJvm.start(OrderingWorker.class, database.jdbcUrl(), database.user(), database.password(), name);
        assertThat(worker.hear()).isEqualTo("begun");
        return worker;
    }

    private ChildJvm mover() throws IOException {
        var mover = ChildJvm.start(Mover.class, database.jdbcUrl(), database.user(), database.password());
        assertThat(mover.hear()).isEqualTo("begun");
        return mover;
    }

    private void move() throws Exception {
        var watcher = new Mover();
        try (var connection = database.connect()) {
            new Move(connection, TenantType.TEXT, Mover.IN_SMALL_PARTS, watcher).carryOut(null);
        } finally {
            note(String.join("\n", watcher.said));
        }
    }

    /** Finished runs of long ago, which are most of what there is. */
    private void insertHistory() throws SQLException {
        execute("""
                insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, worker, created_at,
                    started_at, completed_at, input, output)
                select 'tenant-' || n %% 12, gen_random_uuid(), 'old', '1', 'completed', 5, 1, gen_random_uuid(), now(), now(),
                    now(), '{"order": 7}', '"done"'
                from generate_series(1, %d) n""".formatted(HISTORY));
        execute("""
                insert into penstock.step (tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us,
                    recorded_at, result)
                select r.tenant, r.run_id, 'step', s, 0, 'step', 'completed', false, 5, now() - interval '1 day', '"done"'
                from penstock.run r, generate_series(1, 3) s
                where r.workflow = 'old'""");
    }

    private void awaitOrders(String when, Orders orders) {
        long before = completed();
        Await.until("orders complete " + when, () -> orders.goesOn() && completed() > before + 60);
    }

    private long completed() {
        return Load.count(
                database, "select count(*) from penstock.run where workflow = 'order' and state = 'completed'");
    }

    /** Those that have ended, and all that was recorded of them. */
    private void proveThatEachCountedOnce(String name, int started) {
        assertThat(Orders.orders(database, name)).as("orders of " + name).isEqualTo(started);
        assertThat(Load.count(database, Orders.UNFINISHED)).as("unfinished").isZero();
        assertThat(Load.count(database, Orders.WITHOUT_CHILD))
                .as("without child")
                .isZero();
        assertThat(Load.count(database, Orders.WRONG_STEPS)).as("wrong steps").isZero();
        assertThat(Load.count(database, Orders.EFFECTS_WITHOUT_STEP))
                .as("effects without a step")
                .isZero();
        assertThat(Load.count(database, "select count(*) from effect"))
                .as("effects")
                .isEqualTo(Load.count(database, "select count(*) from penstock.run where workflow = 'order'"));
        assertThat(Load.count(database, "select count(*) from penstock.run where workflow = 'old'"))
                .as("history")
                .isEqualTo(HISTORY);
        assertThat(Load.count(database, "select count(*) from penstock.step where name = 'step'"))
                .as("its steps")
                .isEqualTo(3L * HISTORY);
    }

    private void distributeEffects() throws SQLException {
        execute("select create_distributed_table('effect', 'tenant', colocate_with => 'penstock.run')");
        execute("select truncate_local_data_after_distributing_table('effect')");
    }

    private static void note(String line) throws IOException {
        Files.writeString(
                Path.of("target", "move-to-citus.txt"),
                line + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private long now() {
        return Load.count(database, "select (extract(epoch from clock_timestamp()) * 1000)::bigint");
    }

    private long longestPause(long since) {
        return Load.count(database, """
                select (1000 * max(extract(epoch from p.pause)))::bigint
                from (
                    select s.recorded_at - lag(s.recorded_at) over (order by s.recorded_at) as pause
                    from penstock.step s
                    where s.recorded_at > to_timestamp(%d / 1000.0)
                ) p""".formatted(since));
    }

    private void execute(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

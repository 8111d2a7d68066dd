package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.contract.Await;
import dev.penstock.run.RunId;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.RunKey;
import dev.penstock.store.Verdict;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a flush reads of a table of which the planner knows nothing yet, or knew nothing when it made the plan. */
class FlushLookUpTest extends EachStore {

    private static final int RUNS = 5_000;
    private static final int STEPS = 200;

    @Test
    void flushReadsTheRunsThatItIsForAndNoOthersOfTheirTenant() {
        try (var at = create()) {
            var tenant = newKey().tenant();
            insertRuns(at, tenant, 1, RUNS);

            readsItsRunsOnly(at, tenant);
        }
    }

    /** A plan is kept for as long as the planner knows nothing better. */
    @Test
    void norWhenItIsPlannedWhileEachTenantHasOneRun() {
        try (var at = create()) {
            var tenants = IntStream.range(0, 100).mapToObj(n -> "tenant-" + n).toList();
            tenants.forEach(tenant -> insertRuns(at, tenant, 1, 1));
            at.execute("vacuum analyze penstock.run");
            for (int times = 0; times < 4; times++) {
                var name = "plan " + times;
                tenants.stream()
                        .map(tenant -> submit(at, tenant, 1, name))
                        .toList()
                        .forEach(verdict -> assertThat(await(verdict)).isEqualTo(Verdict.RECORDED));
            }
            var tenant = tenants.getFirst();
            insertRuns(at, tenant, 2, RUNS);

            readsItsRunsOnly(at, tenant);
        }
    }

    private static void readsItsRunsOnly(Fixture at, String tenant) {
        long before = read(at, tenant);

        IntStream.rangeClosed(1, STEPS)
                .mapToObj(n -> submit(at, tenant, n * (RUNS / STEPS), "ship"))
                .toList()
                .forEach(verdict -> assertThat(await(verdict)).isEqualTo(Verdict.RECORDED));

        Await.until("the server has counted what was read", () -> read(at, tenant) - before >= STEPS);
        // Each is read to be locked, and to be written for.
        assertThat(read(at, tenant) - before).isLessThan(5L * STEPS);
    }

    private static CompletableFuture<Verdict> submit(Fixture at, String tenant, int run, String step) {
        var id = new UUID(0, Long.parseLong(Integer.toString(run), 16));
        return at.store.record(Entry.of(new Holding(new RunKey(tenant, new RunId(id)), at.worker, 1), step(step)));
    }

    private static void insertRuns(Fixture at, String tenant, int from, int to) {
        at.execute("""
                insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, worker, created_at,
                    started_at)
                select '%s', ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'order', '1', 'running', 5, 1,
                    '%s', now(), now()
                from generate_series(%d, %d) n
                """.formatted(tenant, at.worker.value(), from, to));
    }

    /** Rows of runs that were fetched by an index, on Citus on the shard of the tenant, as far as the server has counted. */
    private static long read(Fixture at, String tenant) {
        if (at.store.description().startsWith("PostgreSQL")) {
            return at.value("""
                    select coalesce(sum(s.idx_tup_fetch), 0)::bigint from pg_stat_all_tables s
                    where s.relid = 'penstock.run'::regclass""") instanceof Long fetched ? fetched : 0;
        }
        long read = 0;
        for (var node : at.database.nodes()) {
            try (var connection = DriverManager.getConnection(node, at.database.user(), at.database.password());
                    var statement = connection.createStatement()) {
                statement.execute("set citus.override_table_visibility to off");
                try (var row = statement.executeQuery("""
                        select coalesce(sum(s.idx_tup_fetch), 0)
                        from pg_stat_all_tables s
                        where s.relid = to_regclass(shard_name(
                            'penstock.run', get_shard_id_for_distribution_column('penstock.run'::regclass, '%s')))
                        """.formatted(tenant))) {
                    row.next();
                    read += row.getLong(1);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        return read;
    }
}

package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.contract.Await;
import dev.penstock.run.RunId;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.RunKey;
import dev.penstock.store.Verdict;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a flush reads on a shard of which the planner knows nothing yet. */
@RequiresCitus
class CitusLookUpTest {

    private static final int RUNS = 5_000;
    private static final int STEPS = 200;

    @Test
    void flushReadsTheRunsThatItIsForAndNoOthersOfTheirTenant() throws SQLException {
        try (var at = Fixture.create(TestStore.CITUS)) {
            var tenant = newKey().tenant();
            at.execute("""
                    insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, worker,
                        created_at, started_at)
                    select '%s', ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'order', '1', 'running', 5,
                        1, '%s', now(), now()
                    from generate_series(1, %d) n
                    """.formatted(tenant, at.worker.value(), RUNS));
            long before = read(at, tenant);

            var written = IntStream.rangeClosed(1, STEPS)
                    .mapToObj(n -> new UUID(0, Long.parseLong(Integer.toString(n * (RUNS / STEPS)), 16)))
                    .map(id -> new Holding(new RunKey(tenant, new RunId(id)), at.worker, 1))
                    .map(holding -> at.store.record(Entry.of(holding, step("ship"))))
                    .toList();
            written.forEach(verdict -> assertThat(await(verdict)).isEqualTo(Verdict.RECORDED));

            Await.until("the server has counted what was read", () -> read(at, tenant) - before >= STEPS);
            // Each is read to be locked, and to be written for.
            assertThat(read(at, tenant) - before).isLessThan(5L * STEPS);
        }
    }

    /** Rows of runs that were fetched by an index on the shard of the tenant, as far as the server has counted. */
    private static long read(Fixture at, String tenant) {
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

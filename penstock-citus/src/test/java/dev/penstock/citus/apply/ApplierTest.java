package dev.penstock.citus.apply;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.Sql;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.journal.Digests;
import dev.penstock.citus.journal.Journal;
import dev.penstock.citus.journal.Moment;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Lock;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.PlanFile;
import dev.penstock.citus.plan.Work;
import dev.penstock.citus.plan.distribution.Heartbeats;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresCitus
class ApplierTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everythingMovesAndDoingItAgainChangesNothing(boolean online) throws SQLException {
        try (var shop = new Shop(500)) {
            shop.online = online;
            var plan = shop.whole().plan();
            var watched = new Watched();

            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, watched);

            assertThat(watched.done).hasSize(7);
            assertThat(shop.value("select count(*) || ' ' || sum(qty) || ' ' || count(distinct tenant) from S.lines"))
                    .isEqualTo("1500 3000 7");
            assertThat(
                            shop.value(
                                    "select convalidated from pg_constraint where conname = 'lines_order_fk' and conrelid = 'S.lines'::regclass"))
                    .isEqualTo("t");
            assertThat(
                            shop.value(
                                    "select count(distinct colocationid) || ' ' || count(*) from pg_dist_partition"
                                            + " where logicalrelid in ('S.orders'::regclass, 'S.lines'::regclass) and partmethod = 'h'"))
                    .isEqualTo("1 2");
            assertThat(shop.value("select pg_relation_size('S.orders') + pg_relation_size('S.lines')"))
                    .isEqualTo("0");
            assertThat(shop.value("select col_description('S.orders'::regclass, 3)"))
                    .isEqualTo("what the customer calls it");
            assertThat(Long.parseLong(shop.value("insert into S.orders (tenant) values (3) returning id")))
                    .isGreaterThan(500);
            try (var connection = shop.connect()) {
                var journal = Journal.of(plan);
                assertThat(new Digests(journal)
                                .difference(connection, shop.lines, Moment.MOVING, Moment.MOVED)
                                .none())
                        .isTrue();
                var before = journal.operations(connection);

                var again = new Watched();
                Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, again);

                assertThat(again.done).isEmpty();
                assertThat(journal.operations(connection)).isEqualTo(before);
            }
        }
    }

    @Test
    void rowsWrittenBehindTheBatchesAreFilledToo() throws SQLException {
        try (var shop = new Shop(400)) {
            shop.whole();
            shop.operations.removeIf(operation -> operation.id().compareTo("0020-backfill") > 0);
            var late = new AtomicBoolean();
            Applier.apply(shop.coordinator(), shop.plan(), Shop.OPTIONS, new Watcher() {
                @Override
                public void advanced(
                        Operation operation, long done, @org.jspecify.annotations.Nullable Long of, String note) {
                    if (!late.getAndSet(true)) {
                        try {
                            shop.execute("insert into S.lines (id, order_id, qty) values (-1, 1, 9)");
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }
            });

            assertThat(shop.value("select tenant from S.lines where id = -1")).isEqualTo("1");
        }
    }

    @Test
    void batchesGoOnBehindTheLastKey() throws SQLException {
        try (var shop = new Shop(400)) {
            shop.whole();
            shop.operations.removeIf(operation -> operation.id().compareTo("0020-backfill") > 0);
            var plan = shop.plan();
            assertThatThrownBy(() -> Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, new Watcher() {
                        @Override
                        public void advanced(
                                Operation operation,
                                long done,
                                @org.jspecify.annotations.Nullable Long of,
                                String note) {
                            if (done >= 300) {
                                throw new IllegalStateException("enough");
                            }
                        }
                    }))
                    .hasMessage("enough");
            try (var connection = shop.connect()) {
                assertThat(requireNonNull(
                                        Journal.of(plan).operations(connection).get("0020-backfill"))
                                .lastKey())
                        .containsExactly("300");
            }
            // Nothing but the checkpoint can tell that these were passed already.
            shop.execute("update S.lines set tenant = null where id <= 100");
            var first = new ArrayList<String>();
            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, new Watcher() {
                @Override
                public void advanced(
                        Operation operation, long done, @org.jspecify.annotations.Nullable Long of, String note) {
                    if (first.isEmpty()) {
                        try {
                            first.add(shop.value("select min(id) from S.lines where tenant is null"));
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }
            });
            assertThat(first).containsExactly("1");
            assertThat(shop.value("select count(*) from S.lines where tenant is null"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aTableTwoForeignKeysAwayIsNotEmptied() throws SQLException {
        try (var shop = new Shop(100)) {
            shop.whole();
            // The lines are distributed already, the receipts refer to them, and nobody has told the plan of either.
            var all = List.copyOf(shop.operations);
            shop.operations.removeIf(operation -> operation.id().compareTo("0060") > 0);
            Applier.apply(shop.coordinator(), shop.plan(), Shop.OPTIONS, Watcher.SILENT);
            shop.execute("""
                    create table S.notes (tenant int, order_id bigint, id bigint, primary key (tenant, id),
                        constraint notes_order_fk foreign key (tenant, order_id) references S.orders (tenant, id));
                    create table S.receipts (id bigint primary key, tenant int, note_id bigint,
                        constraint receipts_note_fk foreign key (tenant, note_id) references S.notes (tenant, id));
                    insert into S.notes select tenant, id, id from S.orders;
                    insert into S.receipts select id, tenant, id from S.notes;
                    """);
            shop.operations.clear();
            shop.operations.add(all.get(5));
            shop.alsoMoves("notes");
            var plan = shop.plan();

            refused(
                            CitusErrorCode.TRUNCATION_UNPROVEN,
                            () -> Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT))
                    .hasMessageContaining(shop.schema + ".receipts would be emptied with it");

            assertThat(shop.value("select count(*) from S.receipts")).isEqualTo("100");
            assertThat(shop.value("select count(*) from S.notes")).isEqualTo("100");
            assertThat(shop.value("select count(*) from S.lines")).isEqualTo("300");
        }
    }

    @Test
    void oneAtATime() throws SQLException {
        try (var shop = new Shop(10)) {
            var plan = shop.whole().plan();
            try (var ignored = Guard.take(shop.coordinator())) {
                refused(
                                CitusErrorCode.APPLY_IN_PROGRESS,
                                () -> Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT))
                        .hasMessageContaining("penstock citus apply guard");
            }
            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT);
        }
    }

    @Test
    void whatWaitsForAPersonIsNotBegun() throws SQLException {
        try (var shop = new Shop(10)) {
            shop.whole();
            shop.gate("0060-distribute", new Gate.Confirmation("code-ready", "All code writes the tenant."));
            var plan = shop.plan();
            refused(
                            CitusErrorCode.GATE_CLOSED,
                            () -> Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT))
                    .hasMessageContaining(
                            "All code writes the tenant. If that is so, apply again with --confirm code-ready");
            assertThat(shop.value("select count(*) from pg_dist_partition where logicalrelid = 'S.orders'::regclass"))
                    .isEqualTo("0");

            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS.confirming(Set.of("code-ready")), Watcher.SILENT);

            assertThat(shop.value("select count(*) from pg_dist_partition where logicalrelid = 'S.orders'::regclass"))
                    .isEqualTo("1");
        }
    }

    /** Programs say their versions in a table: old ones that were seen lately close the gate, those that fell silent do not. */
    @Test
    void whatProgramsSayOfThemselvesOpensAGate() throws SQLException {
        try (var shop = new Shop(10)) {
            shop.whole();
            shop.gate("0060-distribute", new Gate.Confirmation("code-writes-tenant", "All code writes the tenant"));
            shop.execute("create table S.programs (name text, version text, seen_at timestamptz);"
                    + "insert into S.programs values ('gone', '1.9', now() - interval '1 hour')");
            var plan = asked(shop);
            shop.execute("truncate S.programs");

            refused(
                            CitusErrorCode.GATE_CLOSED,
                            () -> Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT))
                    .hasMessageContaining("no program has ever said its version there");
            shop.execute("insert into S.programs values ('gone', '1.9', now() - interval '1 hour'),"
                    + " ('old-1', '1.10.2', now()), ('new-1', '2.0', now()), ('new-2', 'v2.0.1-rc1', now()),"
                    + " ('newer', '10.0', now()), ('odd', 'snapshot', now()), ('dumb', '1', null)");
            refused(
                            CitusErrorCode.GATE_CLOSED,
                            () -> Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT))
                    .hasMessageContaining("All code writes the tenant. By " + shop.schema + ".programs these are alive")
                    .hasMessageContaining("dumb at version 1, never seen; odd at version snapshot, seen ")
                    .hasMessageContaining("; old-1 at version 1.10.2, seen ")
                    .hasMessageNotContainingAny("gone", "new-1", "new-2", "newer")
                    .hasMessageContaining("--confirm code-writes-tenant");
            assertThat(shop.value("select count(*) from pg_dist_partition where logicalrelid = 'S.orders'::regclass"))
                    .isEqualTo("0");

            shop.execute("delete from S.programs where name in ('odd', 'dumb', 'old-1')");
            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT);

            assertThat(shop.value("select evidence from penstock_citus.confirmation where gate = 'code-writes-tenant'"
                            + " and fingerprint = '" + Journal.of(plan).fingerprint() + "'"))
                    .isEqualTo("no program alive below version 2 in " + shop.schema + ".programs");
        }
    }

    @Test
    void aPersonMayKnowBetterThanTheTableOfPrograms() throws SQLException {
        try (var shop = new Shop(10)) {
            shop.whole();
            shop.gate("0060-distribute", new Gate.Confirmation("code-writes-tenant", "All code writes the tenant"));
            shop.execute("create table S.programs (name text, version int, seen_at timestamptz);"
                    + "insert into S.programs values ('old', 1, now())");
            var plan = asked(shop);
            var outlook = Applier.outlook(shop.coordinator(), plan, Shop.OPTIONS);
            assertThat(outlook.steps())
                    .allSatisfy(step -> assertThat(step.asks()).isEmpty());

            Applier.apply(
                    shop.coordinator(), plan, Shop.OPTIONS.confirming(Set.of("code-writes-tenant")), Watcher.SILENT);

            assertThat(shop.value("select evidence is null from penstock_citus.confirmation where fingerprint = '"
                            + Journal.of(plan).fingerprint() + "'"))
                    .isEqualTo("t");
        }
    }

    /** The plan, read back from its file. */
    private static Plan asked(Shop shop) throws SQLException {
        var heartbeats = new Heartbeats(
                new QualifiedName(shop.schema, "programs"), "name", "version", "seen_at", "2", Duration.ofMinutes(5));
        try (var connection = shop.connect()) {
            var plan = heartbeats.in(shop.plan(), CatalogReader.read(connection, ReadOptions.schemas(shop.schema)));
            return PlanFile.parse(PlanFile.yaml(plan), "the plan");
        }
    }

    @Test
    void aLockIsTriedAgainAndNotWaitedForLong() throws SQLException {
        try (var shop = new Shop(10);
                var reader = shop.connect()) {
            shop.whole();
            reader.setAutoCommit(false);
            Sql.run(reader, shop.named("select count(*) from S.lines"));
            var options = Shop.OPTIONS.withLocks(Duration.ofMillis(50), Duration.ofMillis(500));
            var watched = new Watched();
            var plan = shop.plan();

            refused(CitusErrorCode.LOCK_NOT_OBTAINED, () -> Applier.apply(shop.coordinator(), plan, options, watched))
                    .hasMessageContaining("0010-add")
                    .hasMessageContaining("lock timeout");

            assertThat(watched.retries).isGreaterThan(1);
            reader.rollback();
            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT);
        }
    }

    /** Committed, so that whoever comes after a kill knows what may be half done. */
    @Test
    void theJournalSaysWhatIsBegunBeforeItIsDone() throws SQLException {
        try (var shop = new Shop(10);
                var reader = shop.connect();
                var other = shop.connect()) {
            var plan = shop.whole().plan();
            reader.setAutoCommit(false);
            Sql.run(reader, shop.named("select count(*) from S.lines"));
            var states = new ArrayList<String>();

            Applier.apply(
                    shop.coordinator(),
                    plan,
                    Shop.OPTIONS.withLocks(Duration.ofMillis(50), Duration.ofSeconds(30)),
                    new Watcher() {
                        @Override
                        public void retrying(Operation operation, int attempt, Duration pause, String why) {
                            try {
                                var entry = Journal.of(plan).operations(other).get(operation.id());
                                states.add(operation.id() + " " + (entry == null ? "unknown" : entry.state()));
                                reader.rollback();
                            } catch (SQLException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                    });

            assertThat(states.getFirst()).isEqualTo("0010-add running");
        }
    }

    @ParameterizedTest
    @EnumSource(Work.Transaction.class)
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLockOnAWorkerIsNotWaitedForEither(Work.Transaction transaction) throws SQLException {
        try (var shop = new Shop(10);
                var writer = shop.worker().getConnection()) {
            var plan = shop.whole().plan();
            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT);
            shop.operations.clear();
            shop.add(
                    "0100-add",
                    Phase.EXPAND,
                    "select exists (select from pg_attribute where attrelid = 'S.lines'::regclass and attname = 'note')",
                    new Work.Statements(transaction, List.of(shop.named("alter table S.lines add column note text"))),
                    Lock.Mode.ACCESS_EXCLUSIVE);
            var later = shop.plan();
            writer.setAutoCommit(false);
            Sql.run(writer, shop.named("update S.lines set qty = qty where tenant = 3"));
            var options = Shop.OPTIONS.withLocks(Duration.ofMillis(50), Duration.ofMillis(500));

            refused(
                            CitusErrorCode.LOCK_NOT_OBTAINED,
                            () -> Applier.apply(shop.coordinator(), later, options, Watcher.SILENT))
                    .hasMessageContaining("due to lock timeout");

            writer.rollback();
            Applier.apply(shop.coordinator(), later, Shop.OPTIONS, Watcher.SILENT);
        }
    }

    /** The build waits for a writer, says so, and goes on when the writer has ended. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void howFarAnIndexOnShardsHasComeIsTold() throws SQLException {
        try (var shop = new Shop(10);
                var writer = shop.worker().getConnection()) {
            Applier.apply(shop.coordinator(), shop.whole().plan(), Shop.OPTIONS, Watcher.SILENT);
            shop.operations.clear();
            shop.add(
                    "0100-index",
                    Phase.EXPAND,
                    "select to_regclass('S.lines_qty') is not null",
                    Work.Statements.none(shop.named("create index concurrently lines_qty on S.lines (qty)")),
                    Lock.Mode.SHARE_UPDATE_EXCLUSIVE);
            var plan = shop.plan();
            writer.setAutoCommit(false);
            Sql.run(writer, shop.named("update S.lines set qty = qty where tenant = 3"));
            var told = new ArrayList<String>();

            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, lettingGo(writer, told));

            assertThat(told.getFirst())
                    .startsWith("waiting for writers before build")
                    .endsWith(" of 1 transactions");
        }
    }

    /** Nothing says how far a validation has come; the shards that it has reached do. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void howManyShardsAStatementHasReachedIsTold() throws SQLException {
        try (var shop = new Shop(10);
                var writer = shop.worker().getConnection()) {
            Applier.apply(shop.coordinator(), shop.whole().plan(), Shop.OPTIONS, Watcher.SILENT);
            shop.operations.clear();
            shop.add(
                    "0100-add",
                    Phase.EXPAND,
                    "select exists (select from pg_attribute where attrelid = 'S.lines'::regclass and attname = 'note')",
                    Work.Statements.one(shop.named("alter table S.lines add column note text")),
                    Lock.Mode.ACCESS_EXCLUSIVE);
            var plan = shop.plan();
            writer.setAutoCommit(false);
            // Of the shards on this worker the last: those before it, on either worker, can be had.
            String shard;
            try (var rows = writer.createStatement()
                    .executeQuery(
                            shop.named(
                                    "select max(s.shardid) from pg_dist_shard s join pg_dist_placement p using (shardid)"
                                            + " join pg_dist_local_group g using (groupid) where s.logicalrelid = 'S.lines'::regclass"))) {
                rows.next();
                shard = rows.getString(1);
            }
            Sql.run(writer, shop.named("select count(*) from S.lines_" + shard));
            var told = new ArrayList<String>();

            Applier.apply(
                    shop.coordinator(),
                    plan,
                    Shop.OPTIONS.withLocks(Duration.ofSeconds(30), Duration.ofSeconds(60)),
                    lettingGo(writer, told));

            assertThat(told.getFirst()).matches("reaching shard after shard: [123] of 4 shards");
        }
    }

    /** Writes down how far a statement has come, and lets go what it waits for. */
    private static Watcher lettingGo(Connection writer, List<String> told) {
        return new Watcher() {
            @Override
            public void underWay(Operation operation, String part, String unit, long done, @Nullable Long of) {
                told.add(part + ": " + done + " of " + of + " " + unit);
                try {
                    writer.rollback();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
            CitusErrorCode code, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CitusException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** What was said. */
    static final class Watched implements Watcher {
        final List<String> done = new ArrayList<>();
        final List<String> remarks = new ArrayList<>();
        int retries;

        @Override
        public void finished(Operation operation, boolean skipped) {
            if (!skipped) {
                done.add(operation.id());
            }
        }

        @Override
        public void remarked(String text) {
            remarks.add(text);
        }

        @Override
        public void retrying(Operation operation, int attempt, Duration pause, String why) {
            retries++;
        }
    }
}

package dev.penstock.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.postgres.schema.Migrator;
import dev.penstock.postgres.schema.Move;
import dev.penstock.postgres.schema.MoveOptions;
import dev.penstock.postgres.schema.MoveWatcher;
import dev.penstock.postgres.shard.Buckets;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.queue.Allowance;
import dev.penstock.queue.Queue;
import dev.penstock.store.ClaimedRun;
import dev.penstock.store.Demand;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.Subject;
import dev.penstock.store.WorkerId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The move to Citus, step by step, with what others do at each of them; under load it is tested by {@code MoveToCitusTest}. */
@RequiresCitus
class MoveTest {

    private static final String LETTING = "letting the tables change places";
    private static final Set<String> STEPS = Set.of(
            "preparing the shards",
            "copying the runs that are not running",
            LETTING,
            "distributing penstock.worker",
            "distributing penstock.allowance",
            "distributing penstock.schema_version",
            "distributing penstock.share",
            "distributing penstock.spread",
            "copying functions for each shard",
            "comparing what was with what is on the shards");

    /** What is in the tables, whatever the order and the place. */
    private static final String CONTENT = """
            select (select count(*) || ' ' || coalesce(sum(hashtextextended(r::text, 0)), 0) from penstock.run r)
                || ' ' || (select count(*) || ' ' || coalesce(sum(hashtextextended(s::text, 0)), 0) from penstock.step s)""";

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = TestStore.CITUS.database();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "uuid", "bigint"})
    void afterItTheSchemaIsThatOfANewInstallation(String tenantType) throws SQLException {
        try (var fresh = Fixture.open(database, options(tenantType), JournalOptions.defaults())) {
            assertThat(fresh.description()).startsWith("Citus");
        }
        var logical = DistributionTest.logicalSchema(database);
        var places = text(PLACES);
        database = TestStore.CITUS.database();
        install(tenantType);
        insertRuns("-7", 20);

        move(tenantType, new Watcher());

        assertThat(DistributionTest.logicalSchema(database)).containsExactlyElementsOf(logical);
        assertThat(text(PLACES)).isEqualTo(places);
        assertThat(text("select string_agg(nspname, ' ') from pg_namespace where nspname like 'penstock%'"))
                .isEqualTo("penstock");
    }

    /** How tables lie, and which functions are routed; but for the copies, whose names tell shards. */
    private static final String PLACES = """
            select (select string_agg(p.logicalrelid || ' ' || p.partmethod::text || ' ' || p.repmodel::text, ', '
                    order by p.logicalrelid::regclass::text)
                    from pg_dist_partition p)
                || (select string_agg(o.objid::regprocedure || ' ' || coalesce(o.distribution_argument_index, -1), ', '
                        order by o.objid::regprocedure::text)
                    from pg_dist_object o where o.classid = 'pg_proc'::regclass
                        and o.objid::regprocedure::text !~ '_[0-9]{6,}[(]')
                || (select string_agg(p.proname || ' ' || coalesce(p.proconfig::text, ''), ', '
                    order by p.oid::regprocedure::text)
                    from pg_proc p where p.pronamespace = 'penstock'::regnamespace and p.proname !~ '_[0-9]{6,}$')""";

    private static StoreOptions options(String tenantType) {
        return new StoreOptions(3, tenantType, step -> {});
    }

    @Test
    void whatHappensMeanwhileIsMovedToo() throws SQLException {
        install("text");
        insertRuns("acme", 40);
        var content = new ArrayList<String>();

        move("text", new Watcher() {
            @Override
            void step(String what) throws SQLException {
                if (what.equals("copying the runs that are not running")) {
                    change("acme", 0);
                } else if (what.equals(LETTING)) {
                    change("acme", 8);
                    content.add(text(CONTENT));
                }
            }
        });

        assertThat(text(CONTENT)).isEqualTo(content.getFirst());
        assertThat(text("select penstock.sharded()::text")).isEqualTo("true");
    }

    /** One of each kind of change, of the runs from a number on; the numbers are their keys' order. */
    private void change(String tenant, int from) throws SQLException {
        var each = List.of(
                // completes, with a last step
                "update penstock.run set state = 'completed', completed_at = now() where run_id = %s and state = 'running'",
                // parks
                "update penstock.run set state = 'waiting', worker = null, due_at = now() where run_id = %s and state = 'running'",
                // is claimed, and records a step
                "update penstock.run set state = 'running', worker = gen_random_uuid(), due_at = null, epoch = epoch + 1,"
                        + " started_at = now() where run_id = %s and state = 'queued'",
                // is resumed
                "update penstock.run set state = 'queued', worker = null, due_at = now(), completed_at = null, failure = null"
                        + " where run_id = %s and state = 'failed'",
                // is deleted with its steps
                "delete from penstock.run where run_id = %s");
        int at = from;
        for (var change : each) {
            // Of each kind in each state: those that do not apply change nothing.
            for (int number = at; number < at + 4; number++) {
                execute(change.formatted(id(number)));
                execute(
                        "insert into penstock.step (tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us,"
                                + " recorded_at) select tenant, run_id, 'late', " + at
                                + ", 0, 'step', 'completed', false, 1, now() from penstock.run where run_id = "
                                + id(number)
                                + " and state = 'running'");
            }
            at = change.startsWith("delete") ? at : at + 1;
        }
        execute("delete from penstock.step s where not exists (select from penstock.run r where r.run_id = s.run_id)");
        insert(tenant, 100 + from, "queued");
        insert(tenant, 101 + from, "running");
    }

    @Test
    void whoeverIsInterruptedGoesOnWhereItStood() throws SQLException {
        install("text");
        insertRuns("acme", 40);
        var content = text(CONTENT);
        var interrupted = new HashSet<String>();
        for (int runs = 0; runs <= STEPS.size(); runs++) {
            try {
                move("text", new Watcher() {
                    @Override
                    void step(String what) {
                        if (interrupted.add(what)) {
                            throw new IllegalStateException("killed at " + what);
                        }
                    }
                });
            } catch (IllegalStateException killed) {
                assertThat(text(CONTENT)).as(killed.getMessage()).isEqualTo(content);
            }
        }
        assertThat(interrupted).containsAll(STEPS);
        assertThat(text(CONTENT)).isEqualTo(content);
        assertThat(text("select count(*)::text from pg_namespace where nspname like 'penstock_%'"))
                .isEqualTo("0");
    }

    @Test
    void aTenantThatWasSpreadBeforeIsSpreadOverTheShardsByIt() throws SQLException {
        install("text");
        var buckets = Buckets.of("acme", 4);
        execute("insert into penstock.spread values ('acme', '{" + String.join(",", buckets) + "}', now(), now())");
        for (var bucket : buckets) {
            insertRuns(bucket, 12);
        }

        move("text", new Watcher());

        assertThat(text("select count(distinct get_shard_id_for_distribution_column('penstock.run', tenant))::text"
                        + " from penstock.run"))
                .isEqualTo(
                        text("select count(*)::text from pg_dist_shard where logicalrelid = 'penstock.run'::regclass"))
                .isEqualTo("4");
        assertThat(text("select string_agg(distinct result, ' ') from run_command_on_all_nodes("
                        + "$$select array_to_string(buckets, ',') from penstock.spread where name = 'acme'$$)"))
                .isEqualTo(String.join(",", buckets));
    }

    @Test
    void beforeTheTablesHaveChangedPlacesItCanBeTakenBack() throws SQLException {
        install("text");
        insertRuns("acme", 40);
        var logical = DistributionTest.logicalSchema(database);
        var content = text(CONTENT);
        assertThatThrownBy(() -> move("text", new Watcher() {
                    @Override
                    void step(String what) {
                        if (what.equals(LETTING)) {
                            throw new IllegalStateException("killed");
                        }
                    }
                }))
                .hasMessage("killed");

        try (var connection = database.connect()) {
            new Move(connection, TenantType.TEXT, MoveOptions.defaults(), new Watcher()).abandon();
        }

        assertThat(text(CONTENT)).isEqualTo(content);
        assertThat(DistributionTest.logicalSchema(database)).containsExactlyElementsOf(logical);
        assertThat(text("select count(*)::text from pg_trigger where tgrelid = 'penstock.run'::regclass"))
                .isEqualTo("0");
        assertThat(text("select count(*)::text from pg_namespace where nspname like 'penstock_%'"))
                .isEqualTo("0");
        execute("update penstock.run set paused = true");
        move("text", new Watcher());
        assertThat(text("select count(*)::text from penstock.run where paused")).isEqualTo("40");
    }

    @Test
    void afterwardsItCannot() throws SQLException {
        install("text");
        insertRuns("acme", 4);
        assertThatThrownBy(() -> move("text", new Watcher() {
                    @Override
                    void step(String what) {
                        if (what.startsWith("comparing")) {
                            throw new IllegalStateException("killed");
                        }
                    }
                }))
                .hasMessage("killed");
        try (var connection = database.connect()) {
            var move = new Move(connection, TenantType.TEXT, MoveOptions.defaults(), new Watcher());
            assertThatExceptionOfType(PenstockException.class)
                    .isThrownBy(move::abandon)
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SCHEMA_NOT_DISTRIBUTED));
        }
    }

    @Test
    void whatRestsOnTheTablesIsNamed() throws SQLException {
        install("text");
        insertRuns("acme", 4);
        execute("create view board as select run_id from penstock.run");

        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> move("text", new Watcher()))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SCHEMA_NOT_DISTRIBUTED))
                .withMessageContaining("view board");
        execute("drop view board");
    }

    @Test
    void writersThatWaitForTooLongGetTheTablesBack() throws SQLException {
        install("text");
        insertRuns("acme", 4);
        var content = text(CONTENT);
        var hasty = new MoveOptions(2, Duration.ofMillis(200), Duration.ZERO, Duration.ofMillis(50));
        try (var connection = database.connect()) {
            var move = new Move(connection, TenantType.TEXT, hasty, new Watcher());
            assertThatExceptionOfType(PenstockException.class)
                    .isThrownBy(() -> move.carryOut(null))
                    .withMessageContaining("writers had waited long enough");
        }
        assertThat(text(CONTENT)).isEqualTo(content);
        assertThat(text("select penstock.sharded()::text")).isEqualTo("false");
    }

    @Test
    void rowThatIsMissingOnItsShardIsNoticedAndNothingIsDropped() throws SQLException {
        install("text");
        insertRuns("acme", 20);
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> move("text", new Watcher() {
                    @Override
                    void step(String what) throws SQLException {
                        if (what.startsWith("comparing")) {
                            execute("delete from penstock.step where run_id = " + id(3) + " and name = 'b'");
                        }
                    }
                }))
                .satisfies(missing -> assertThat(missing.code()).isEqualTo(ErrorCode.MOVE_INCOMPLETE))
                .withMessageContaining("penstock_before.step");
        assertThat(text("select count(*)::text from penstock_before.step")).isEqualTo("40");
    }

    @Test
    void roleThatMayWriteStillMay() throws SQLException {
        install("text");
        insertRuns("acme", 4);
        execute("grant select, insert on penstock.run to public");
        execute("grant update (paused), references (run_id) on penstock.run to public");

        move("text", new Watcher());

        assertThat(text("select string_agg(a.privilege_type, ' ' order by 1) from pg_class c, aclexplode(c.relacl) a"
                        + " where c.oid = 'penstock.run'::regclass and a.grantee = 0"))
                .isEqualTo("INSERT SELECT");
        assertThat(text("select string_agg(distinct result, ' / ') from run_command_on_all_nodes($$"
                        + "select string_agg(c.attname || ' ' || a.privilege_type, ' ' order by c.attname)"
                        + " from pg_attribute c, aclexplode(c.attacl) a"
                        + " where c.attrelid = 'penstock.run'::regclass and a.grantee = 0$$)"))
                .isEqualTo("paused UPDATE run_id REFERENCES");
    }

    @Test
    void workerThatHasNotBeenHeardOfSinceKeepsItsRuns() throws SQLException {
        install("text");
        insertRuns("acme", 4);
        var at = Fixture.create(database, JournalOptions.defaults());
        try {
            TENANTS.forEach(tenant -> at.begin(Fixture.newKey(tenant)));

            move("text", new Watcher());

            var hasty = at.store.join("hasty", Duration.ofMillis(100));
            at.store.takeOver(hasty);
            at.awaitFact("select max(expires_at) < clock_timestamp() from penstock.worker where name = 'hasty'");
            at.store.takeOver(hasty);
            assertThat(text("select count(*)::text from penstock.run where worker = '" + at.worker + "'"))
                    .isEqualTo(Integer.toString(TENANTS.size()));
            assertThat(at.store.renew(at.worker, Fixture.LEASE).held()).isTrue();
        } finally {
            at.store.close();
        }
    }

    @Test
    void runsAreClaimedAlthoughCallsAreNotRoutedYet() throws SQLException {
        install("text");
        insertRuns("acme", 4);
        var claimed = new ArrayList<ClaimedRun>();
        var at = Fixture.create(database, JournalOptions.defaults());
        try {
            TENANTS.forEach(tenant -> Fixture.await(at.store.start(Fixture.queued(Fixture.newKey(tenant)))));

            move("text", new Watcher() {
                @Override
                void step(String what) {
                    if (what.equals("distributing penstock.schema_version")) {
                        claimed.addAll(at.claim(TENANTS.size()).runs());
                    }
                }
            });

            assertThat(claimed)
                    .extracting(run -> run.holding().run().tenant())
                    .containsExactlyInAnyOrderElementsOf(TENANTS);
        } finally {
            at.store.close();
        }
    }

    @Test
    void limitsAndWhatIsDealtOfThemMoveToo() throws SQLException {
        install("text");
        insertRuns("acme", 4);
        var at = Fixture.create(database, JournalOptions.defaults());
        try {
            var other = at.store.join("other", Fixture.LEASE);
            at.store.set(Queue.named("mail").withConcurrency(4).withRate(2, Duration.ofHours(1)));
            at.store.set("acme", Allowance.defaults().withConcurrency(3));
            var limits = at.store.allowances();
            assertThat(dealt(at, at.worker, 4)).isEqualTo(4);
            int drawn = at.store.draw("mail", 100).granted();
            assertThat(drawn).isPositive();

            move("text", new Watcher());

            assertThat(at.store.allowances()).isEqualTo(limits);
            assertThat(at.store.draw("mail", 100).granted())
                    .as("starts that were drawn before")
                    .isZero();
            assertThat(dealt(at, other, 4)).as("permits that another holds").isZero();
            assertThat(dealt(at, at.worker, 1)).isOne();
            assertThat(dealt(at, other, 4)).isEqualTo(3);
        } finally {
            at.store.close();
        }
    }

    private static int dealt(Fixture at, WorkerId worker, int wanted) {
        return at.store
                .deal(worker, List.of(new Demand(Subject.queue("mail"), 0, wanted)))
                .getFirst()
                .permits();
    }

    private static final List<String> TENANTS =
            IntStream.range(0, 8).mapToObj(at -> "tenant-" + at).toList();

    /** Says nothing; what it is told may do something of its own. */
    static class Watcher implements MoveWatcher {
        void step(String what) throws SQLException {}

        @Override
        public void said(String what) {
            try {
                step(what);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void copied(long runs, long of) {}

        @Override
        public void swapped(Duration stall) {}
    }

    private void install(String tenantType) throws SQLException {
        try (var connection = database.connect()) {
            new Migrator(connection, TenantType.ofLabel(tenantType), step -> {}).migrate();
        }
    }

    private void move(String tenantType, Watcher watcher) throws SQLException {
        try (var connection = database.connect()) {
            var move = new Move(
                    connection,
                    TenantType.ofLabel(tenantType),
                    MoveOptions.defaults().withBatch(7),
                    watcher);
            if (move.isNeeded()) {
                move.carryOut(null);
            }
        }
    }

    private static final List<String> STATES =
            List.of("completed", "failed", "running", "queued", "waiting", "cancelled", "running", "completed");

    private void insertRuns(String tenant, int runs) throws SQLException {
        var of = tenant.equals("-7") && uuidTenants() ? "00000000-0000-0000-0000-000000000007" : tenant;
        for (int number = 0; number < runs; number++) {
            insert(of, number, STATES.get(number % STATES.size()));
        }
    }

    private boolean uuidTenants() throws SQLException {
        return text("select atttypid::regtype::text from pg_attribute where attrelid = 'penstock.run'::regclass"
                        + " and attname = 'tenant'")
                .equals("uuid");
    }

    private void insert(String tenant, int number, String state) throws SQLException {
        boolean finished = List.of("completed", "failed", "cancelled").contains(state);
        boolean parked = List.of("queued", "waiting").contains(state);
        execute("""
                insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, worker, created_at, started_at,
                    completed_at, due_at, failure)
                values ('%s', %s, 'w', '1', '%s', 5, 1, %s, now(), now(), %s, %s, %s)""".formatted(
                        tenant,
                        id(number),
                        state,
                        parked ? "null" : "gen_random_uuid()",
                        finished ? "now()" : "null",
                        parked ? "now()" : "null",
                        List.of("failed", "cancelled").contains(state) ? "'{}'" : "null"));
        for (var step : List.of("a", "b")) {
            execute("""
                    insert into penstock.step (tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at)
                    values ('%s', %s, '%s', 1, 0, 'step', 'completed', false, 1, now())""".formatted(tenant, id(number), step));
        }
    }

    private static String id(int number) {
        return "'00000000-0000-0000-0000-%012d'".formatted(number + 1);
    }

    private String text(String query) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return Objects.requireNonNull(row.getString(1));
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

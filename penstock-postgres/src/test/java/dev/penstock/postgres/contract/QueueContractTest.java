package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.Penstock;
import dev.penstock.RunHandle;
import dev.penstock.engine.EngineOptions;
import dev.penstock.failure.ErrorCode;
import dev.penstock.queue.Allowance;
import dev.penstock.queue.Queue;
import dev.penstock.queue.Rate;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.run.Start;
import dev.penstock.workflow.ChildOptions;
import dev.penstock.workflow.Workflow;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Queues and allowances: what is limited is kept over all workers, and what is not goes on. */
class QueueContractTest extends Contract {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String MAIL = "mail";
    private static final Start IN_MAIL = Start.options().withQueue(MAIL);

    /** Heartbeats and looks that come by themselves, if at all, long after the test: what happens is told. */
    private static EngineOptions onlyRings(EngineOptions options) {
        return options.withPoll(Duration.ofHours(1)).withLease(Duration.ofHours(1));
    }

    private static EngineOptions quick(EngineOptions options) {
        return options.withPoll(Duration.ofMillis(20)).withLease(Duration.ofSeconds(1));
    }

    /** Runs that stand inside a step until they are let go; how many do, over all workers of this test. */
    private final Semaphore go = new Semaphore(0);

    private final AtomicInteger inside = new AtomicInteger();
    /** With each that comes in, how many there were then. */
    private final java.util.Queue<Integer> seen = new ConcurrentLinkedQueue<>();

    private final Workflow<String, String> holds = holds("holds");

    private Workflow<String, String> holds(String name) {
        return Workflow.define(
                name,
                String.class,
                String.class,
                (input, run) -> run.step("hold", String.class, () -> {
                    seen.add(inside.incrementAndGet());
                    try {
                        go.acquire();
                    } finally {
                        inside.decrementAndGet();
                    }
                    return "held " + input;
                }));
    }

    private static final Workflow<String, String> ECHO =
            Workflow.define("echo", String.class, String.class, (input, run) -> "heard " + input);

    private Penstock.Builder builder(UnaryOperator<EngineOptions> worker, Workflow<?, ?>... workflows) {
        return Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                .connections(6)
                .worker(worker)
                .register(workflows);
    }

    private Penstock client() {
        return open(builder(QueueContractTest::quick), Penstock.Builder::client);
    }

    // --- naming a queue ----------------------------------------------------------------------------------------

    @Test
    void a_run_shows_its_queue_whichever_way_it_was_started() throws SQLException {
        var parent = Workflow.define(
                "parent",
                String.class,
                String.class,
                (input, run) -> run.start(
                                "child", ECHO, input, ChildOptions.defaults().withStart(IN_MAIL))
                        .result());
        var penstock = open(builder(QueueContractTest::quick, ECHO, parent).queues(Queue.named(MAIL)));
        var acme = penstock.tenant("acme");
        var handles = new ArrayList<RunHandle<String>>();
        handles.add(acme.start(ECHO, "here", IN_MAIL));
        handles.add(client().tenant("acme").start(ECHO, "client", IN_MAIL));
        try (var connection = database.connect()) {
            handles.add(acme.start(connection, ECHO, "transaction", IN_MAIL));
        }
        execute("select penstock.start('acme', 'echo', '\"sql\"', p_queue => 'mail')");
        handles.add(acme.start(parent, "x"));

        handles.forEach(handle -> assertThat(handle.result(SOON)).startsWith("heard"));
        Await.until(
                "all have ended",
                () -> acme.list(RunQuery.all()).items().stream().allMatch(run -> run.state() == RunState.COMPLETED));
        assertThat(acme.list(RunQuery.all()).items())
                .filteredOn(run -> run.workflow().equals("echo"))
                .hasSize(5)
                .extracting(RunStatus::queue)
                .containsOnly(MAIL);
        assertThat(handles.getLast().status().queue()).isEqualTo(Queue.DEFAULT);
    }

    @Test
    void a_start_in_a_queue_that_there_is_not_is_refused() throws SQLException {
        var penstock = open(builder(QueueContractTest::quick, ECHO).queues(Queue.named(MAIL)));
        var start = Start.options().withQueue("male");

        assertRefused(ErrorCode.UNKNOWN_QUEUE, () -> penstock.tenant("acme").start(ECHO, "x", start))
                .withMessageContaining("'male'")
                .withMessageContaining("[mail]");
        assertRefused(ErrorCode.UNKNOWN_QUEUE, () -> client().tenant("acme").start(ECHO, "x", start));
        try (var connection = database.connect()) {
            assertRefused(ErrorCode.UNKNOWN_QUEUE, () -> penstock.tenant("acme").start(connection, ECHO, "x", start));
        }
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> execute("select penstock.start('acme', 'echo', p_queue => 'male')"))
                .havingCause()
                .withMessageContaining("PEN-1017");
        assertThat(penstock.tenant("acme").list(RunQuery.all()).items()).isEmpty();
    }

    @Test
    void a_queue_that_another_process_makes_is_known_at_once() {
        open(builder(QueueContractTest::onlyRings, ECHO));
        var client = client();
        client.queues().set(Queue.named(MAIL).withConcurrency(1));

        assertThat(client.tenant("acme").start(ECHO, "new", IN_MAIL).result(SOON))
                .isEqualTo("heard new");
    }

    @Test
    void what_stands_in_the_database_counts_and_is_set_for_all() {
        var first = open(
                builder(QueueContractTest::quick, ECHO).queues(Queue.named(MAIL).withConcurrency(3)));
        var rated = Queue.named("rated").withWorkerConcurrency(2).withRate(new Rate(7, Duration.ofMillis(1_500), 4));
        var second = open(
                builder(QueueContractTest::quick, ECHO).queues(Queue.named(MAIL).withConcurrency(9), rated));

        assertThat(second.queues().list()).containsExactly(Queue.named(MAIL).withConcurrency(3), rated);

        second.queues().set(Queue.named(MAIL).withConcurrency(9));
        second.tenant("acme").allow(Allowance.defaults().withConcurrency(8).withWeight(5));

        assertThat(first.queues().list()).containsExactly(Queue.named(MAIL).withConcurrency(9), rated);
        assertThat(first.tenant("acme").allowance()).isEqualTo(new Allowance(8, 5));
        assertThat(first.tenant("other").allowance()).isEqualTo(Allowance.defaults());
    }

    // --- concurrency -------------------------------------------------------------------------------------------

    @Test
    void no_more_runs_of_a_queue_execute_at_once_than_it_allows_whichever_workers_they_are_in() {
        var one = open(builder(QueueContractTest::quick, holds)
                .queues(Queue.named(MAIL).withConcurrency(3)));
        var two = open(builder(QueueContractTest::quick, holds));
        var handles = new ArrayList<RunHandle<String>>();
        for (int at = 0; at < 20; at++) {
            handles.add(one.tenant("tenant-" + at % 3).start(holds, "one", IN_MAIL));
            handles.add(two.tenant("tenant-" + at % 5).start(holds, "two", IN_MAIL));
        }
        Await.until("as many as allowed are inside", () -> inside.get() == 3);

        assertThat(count("select count(*) from penstock.run where state = 'running' and queue = 'mail'"))
                .isEqualTo(3);
        assertThat(count("select sum(permits) from penstock.share")).isLessThanOrEqualTo(3);
        go.release(1_000);

        handles.forEach(handle -> assertThat(handle.result(SOON)).startsWith("held"));
        assertThat(seen).hasSize(40).allSatisfy(number -> assertThat(number).isLessThanOrEqualTo(3));
    }

    @Test
    void no_more_runs_of_a_queue_execute_in_one_worker_than_it_allows_there() {
        var penstock = open(builder(QueueContractTest::quick, holds)
                .queues(Queue.named(MAIL).withWorkerConcurrency(2)));
        var handles = starts(penstock, "acme", 9, IN_MAIL);
        Await.until("as many as allowed are inside", () -> inside.get() == 2);
        go.release(1_000);

        handles.forEach(handle -> assertThat(handle.result(SOON)).startsWith("held"));
        assertThat(seen).hasSize(9).allSatisfy(number -> assertThat(number).isLessThanOrEqualTo(2));
    }

    @Test
    void where_a_queue_is_full_others_go_on() {
        var penstock = open(builder(QueueContractTest::onlyRings, holds, ECHO)
                .queues(Queue.named(MAIL).withConcurrency(1)));
        starts(penstock, "acme", 20, IN_MAIL);
        Await.until("one is inside", () -> inside.get() == 1);

        assertThat(penstock.tenant("acme").start(ECHO, "default").result(SOON)).isEqualTo("heard default");
        assertThat(client().tenant("acme").start(ECHO, "queued").result(SOON)).isEqualTo("heard queued");
        go.release(1_000);
    }

    @Test
    void a_permit_that_comes_free_lets_the_next_run_go_at_once() {
        open(builder(QueueContractTest::onlyRings, ECHO)
                .queues(Queue.named(MAIL).withConcurrency(1)));
        var client = client();

        var handles = IntStream.range(0, 20)
                .mapToObj(at -> client.tenant("acme").start(ECHO, "x", IN_MAIL))
                .toList();

        handles.forEach(handle -> assertThat(handle.result(SOON)).isEqualTo("heard x"));
    }

    @Test
    void what_one_worker_does_not_use_another_has() {
        var ours = holds("ours");
        var theirs = holds("theirs");
        var one = open(
                builder(QueueContractTest::quick, ours).queues(Queue.named(MAIL).withConcurrency(4)));
        var two = open(builder(QueueContractTest::quick, theirs));
        var first = IntStream.range(0, 4)
                .mapToObj(at -> one.tenant("acme").start(ours, "x", IN_MAIL))
                .toList();
        Await.until("one worker has the whole limit", () -> inside.get() == 4);
        go.release(4);
        first.forEach(handle -> assertThat(handle.result(SOON)).startsWith("held"));

        var second = IntStream.range(0, 6)
                .mapToObj(at -> two.tenant("acme").start(theirs, "x", IN_MAIL))
                .toList();
        Await.until("the other has it", () -> inside.get() == 4);
        go.release(1_000);
        second.forEach(handle -> assertThat(handle.result(SOON)).startsWith("held"));
        assertThat(seen).allSatisfy(number -> assertThat(number).isLessThanOrEqualTo(4));
    }

    @Test
    void a_limit_of_one_goes_around_among_workers_that_execute_different_workflows() {
        var ours = holds("ours");
        var theirs = holds("theirs");
        go.release(1_000);
        var one = open(
                builder(QueueContractTest::quick, ours).queues(Queue.named(MAIL).withConcurrency(1)));
        var two = open(builder(QueueContractTest::quick, theirs));
        var handles = new ArrayList<RunHandle<String>>();
        for (int at = 0; at < 30; at++) {
            handles.add(one.tenant("acme").start(ours, "x", IN_MAIL));
            handles.add(two.tenant("acme").start(theirs, "x", IN_MAIL));
        }

        handles.forEach(handle -> assertThat(handle.result(SOON)).startsWith("held"));
        assertThat(seen).hasSize(60).containsOnly(1);
    }

    @Test
    void a_lowered_limit_holds_as_soon_as_what_was_above_it_has_ended() {
        var penstock = open(builder(QueueContractTest::quick, holds)
                .queues(Queue.named(MAIL).withConcurrency(4)));
        var handles = starts(penstock, "acme", 12, IN_MAIL);
        Await.until("four are inside", () -> inside.get() == 4);
        penstock.queues().set(Queue.named(MAIL).withConcurrency(2));
        Await.until(
                "the worker knows", () -> count("select count(*) from penstock.allowance where concurrency = 2") == 1);
        seen.clear();
        go.release(1_000);

        handles.forEach(handle -> assertThat(handle.result(SOON)).startsWith("held"));
        penstock.queues().set(Queue.named(MAIL));
        Await.until(
                "no permits are dealt any more",
                () -> count("select coalesce(sum(permits), 0) from penstock.share") <= 2);
    }

    @Test
    void a_run_that_waits_gives_its_permit_back() {
        var sleeps = Workflow.define("sleeps", String.class, String.class, (input, run) -> {
            run.sleep(Duration.ofHours(1));
            return "slept";
        });
        var penstock = open(
                builder(EVICTS_AT_ONCE, sleeps, ECHO).queues(Queue.named(MAIL).withConcurrency(1)));
        var asleep = penstock.tenant("acme").start(sleeps, "x", IN_MAIL);
        Await.until("it sleeps", () -> asleep.status().state() == RunState.WAITING);

        assertThat(penstock.tenant("acme").start(ECHO, "x", IN_MAIL).result(SOON))
                .isEqualTo("heard x");
    }

    // --- rate --------------------------------------------------------------------------------------------------

    @Test
    void no_more_runs_start_in_time_than_the_rate_allows() throws SQLException {
        var rate = new Rate(20, Duration.ofSeconds(1), 3);
        var one = open(
                builder(QueueContractTest::quick, ECHO).queues(Queue.named(MAIL).withRate(rate)));
        open(builder(QueueContractTest::quick, ECHO));
        var begun = databaseTime();
        var handles = IntStream.range(0, 25)
                .mapToObj(at -> one.tenant("tenant-" + at % 4).start(ECHO, "x", IN_MAIL))
                .toList();

        handles.forEach(handle -> assertThat(handle.result(SOON)).isEqualTo("heard x"));
        var started = handles.stream()
                .map(handle -> Objects.requireNonNull(handle.status().startedAt()))
                .sorted()
                .toList();
        for (int at = 0; at < started.size(); at++) {
            var earliest = begun.plus(Duration.ofMillis(50).multipliedBy(Math.max(0, at + 1 - rate.burst())));
            assertThat(started.get(at)).as("start %d", at).isAfterOrEqualTo(earliest);
        }
    }

    private Instant databaseTime() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select clock_timestamp()")) {
            row.next();
            return row.getObject(1, java.time.OffsetDateTime.class).toInstant();
        }
    }

    // --- tenants -----------------------------------------------------------------------------------------------

    @Test
    void no_more_runs_of_a_tenant_execute_at_once_than_it_is_allowed_and_other_tenants_go_on() {
        var one = open(builder(QueueContractTest::quick, holds, ECHO));
        var two = open(builder(QueueContractTest::quick, holds, ECHO));
        one.tenant("acme").allow(Allowance.defaults().withConcurrency(2));
        Await.until("both know", () -> one.tenant("acme").allowance().concurrency() != null);
        var handles = new ArrayList<>(starts(client(), "acme", 10, Start.options()));
        Await.until("as many as allowed are inside", () -> inside.get() == 2);
        handles.addAll(starts(one, "acme", 10, Start.options()));
        handles.addAll(starts(two, "acme", 10, Start.options()));

        assertThat(two.tenant("globex").start(ECHO, "x").result(SOON)).isEqualTo("heard x");
        assertThat(client().tenant("globex").start(ECHO, "x").result(SOON)).isEqualTo("heard x");
        go.release(1_000);

        handles.forEach(handle -> assertThat(handle.result(SOON)).startsWith("held"));
        assertThat(seen).hasSize(30).allSatisfy(number -> assertThat(number).isLessThanOrEqualTo(2));
    }

    /** As one that was paused: its part of the limit may be another's. */
    @Test
    void a_worker_whose_lease_has_ended_starts_no_run_of_a_limited_tenant_itself() {
        client().tenant("acme").allow(Allowance.defaults().withConcurrency(2));
        var acme = open(builder(QueueContractTest::onlyRings, ECHO)).tenant("acme");
        assertThat(acme.start(ECHO, "dealt").result(SOON)).isEqualTo("heard dealt");
        execute("update penstock.worker set ended_at = now()");

        var late = acme.start(ECHO, "late");

        assertThat(late.status().state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void a_tenant_with_few_runs_does_not_wait_behind_one_with_many() {
        var order = new ConcurrentLinkedQueue<String>();
        var notes = Workflow.define(
                "notes",
                String.class,
                String.class,
                (tenant, run) -> run.step("note", String.class, () -> {
                    order.add(tenant);
                    return tenant;
                }));
        var client = client();
        IntStream.range(0, 60).forEach(at -> client.tenant("noisy").start(notes, "noisy"));
        IntStream.range(0, 3).forEach(at -> client.tenant("quiet").start(notes, "quiet"));

        var penstock = open(builder(options -> quick(options).withSlots(2), notes));

        Await.until("all have ended", () -> order.size() >= 63);
        assertThat(List.copyOf(order).subList(0, 20).stream().filter("quiet"::equals))
                .as("of the quiet tenant, among the first twenty")
                .hasSize(3);
        assertThat(penstock.tenant("quiet").list(RunQuery.all()).items()).hasSize(3);
    }

    @Test
    void tenants_have_turns_by_their_weights() {
        var order = new ConcurrentLinkedQueue<String>();
        var notes = Workflow.define(
                "notes",
                String.class,
                String.class,
                (tenant, run) -> run.step("note", String.class, () -> {
                    order.add(tenant);
                    return tenant;
                }));
        var client = client();
        client.tenant("heavy").allow(Allowance.defaults().withWeight(3));
        for (int at = 0; at < 30; at++) {
            client.tenant("heavy").start(notes, "heavy");
            client.tenant("light").start(notes, "light");
        }

        open(builder(options -> quick(options).withSlots(1), notes));

        Await.until("all have ended", () -> order.size() >= 60);
        assertThat(List.copyOf(order).subList(0, 24).stream().filter("heavy"::equals))
                .as("of the heavy tenant, among the first two dozen")
                .hasSizeBetween(16, 20);
    }

    private List<RunHandle<String>> starts(Penstock penstock, String tenant, int number, Start start) {
        return IntStream.range(0, number)
                .mapToObj(at -> penstock.tenant(tenant).start(holds, "x", start))
                .toList();
    }
}

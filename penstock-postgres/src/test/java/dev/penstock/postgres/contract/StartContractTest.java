package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Penstock;
import dev.penstock.Tenant;
import dev.penstock.codec.JsonCodec;
import dev.penstock.codec.PayloadCodec;
import dev.penstock.codec.PayloadType;
import dev.penstock.failure.ErrorCode;
import dev.penstock.run.RunId;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Starting, finding, listing and cancelling runs; the wall between tenants. */
class StartContractTest extends Contract {

    private static final Workflow<String, String> ECHO =
            Workflow.define("echo", String.class, String.class, (in, run) -> in);

    private static final Workflow<String, String> SLEEP =
            Workflow.define("sleep", String.class, String.class, (in, run) -> {
                run.sleep(Duration.ofHours(1));
                return in;
            });

    @Test
    void a_second_start_with_the_same_key_returns_the_first_run() throws Exception {
        var executed = new AtomicInteger();
        var workflow = Workflow.define(
                "once",
                String.class,
                Integer.class,
                (in, run) -> run.step("count", Integer.class, executed::incrementAndGet));
        var acme = acme(workflow);
        var ids = new CopyOnWriteArrayList<RunId>();
        var threads = IntStream.range(0, 30)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    var handle = acme.start(workflow, "x", Start.idempotencyKey("order-7"));
                    ids.add(handle.id());
                    handle.result();
                }))
                .toList();
        for (var thread : threads) {
            thread.join();
        }

        assertThat(ids).hasSize(30);
        assertThat(new HashSet<>(ids)).hasSize(1);
        assertThat(executed).hasValue(1);
        assertThat(count("select count(*) from penstock.run")).isEqualTo(1);
    }

    @Test
    void a_run_may_have_for_ever() {
        var forEver = Start.options().withTimeout(ChronoUnit.FOREVER.getDuration());

        assertThat(acme(ECHO).start(ECHO, "x", forEver).result()).isEqualTo("x");
    }

    @Test
    void a_second_start_with_changed_input_still_returns_the_first_run() {
        var acme = acme(ECHO);

        assertThat(acme.start(ECHO, "first", Start.idempotencyKey("k")).result())
                .isEqualTo("first");
        assertThat(acme.start(ECHO, "changed", Start.idempotencyKey("k")).result())
                .isEqualTo("first");
    }

    @Test
    void the_same_key_of_another_tenant_or_workflow_is_another_run() {
        var other = Workflow.define("other", String.class, String.class, (in, run) -> in);
        var penstock = open(ECHO, other);
        var key = Start.idempotencyKey("k");

        var ids = List.of(
                penstock.tenant("acme").start(ECHO, "x", key).id(),
                penstock.tenant("globex").start(ECHO, "x", key).id(),
                penstock.tenant("acme").start(other, "x", key).id());

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void more_starts_than_slots_are_queued_and_all_finish() {
        var acme = open(options -> options.withSlots(4).withPoll(Duration.ofMillis(20)), ECHO)
                .tenant("acme");
        var handles = IntStream.range(0, 200)
                .mapToObj(i -> acme.start(ECHO, "in-" + i))
                .toList();

        for (int i = 0; i < handles.size(); i++) {
            assertThat(handles.get(i).result(Duration.ofSeconds(30))).isEqualTo("in-" + i);
        }
    }

    @Test
    void urgent_runs_are_executed_before_others() throws Exception {
        var order = new CopyOnWriteArrayList<String>();
        var release = new CountDownLatch(1);
        var block = Workflow.define(
                "block",
                String.class,
                String.class,
                (in, run) -> run.step("block", String.class, () -> {
                    release.await();
                    return in;
                }));
        var note = Workflow.define("note", String.class, String.class, (in, run) -> {
            order.add(in);
            return in;
        });
        var acme = open(options -> options.withSlots(1).withPoll(Duration.ofMillis(20)), block, note)
                .tenant("acme");
        var blocking = acme.start(block, "x");
        var handles = List.of(
                acme.start(note, "low", Start.options().withPriority(1)),
                acme.start(note, "normal", Start.options()),
                acme.start(note, "urgent", Start.options().withPriority(9)));
        release.countDown();
        blocking.result();
        handles.forEach(handle -> handle.result());

        assertThat(order).containsExactly("urgent", "normal", "low");
    }

    @Test
    void runs_are_listed_newest_first_page_by_page() {
        var acme = acme(ECHO);
        var started = new ArrayList<RunId>();
        for (int i = 0; i < 25; i++) {
            var handle = acme.start(ECHO, "x");
            handle.result();
            started.addFirst(handle.id());
        }

        var listed = new ArrayList<RunId>();
        var query = RunQuery.all().withPageSize(10);
        var page = acme.list(query);
        page.items().forEach(run -> listed.add(run.id()));
        while (page.next().isPresent()) {
            page = acme.list(query.after(page.next().get()));
            page.items().forEach(run -> listed.add(run.id()));
        }

        assertThat(listed).isEqualTo(started);
    }

    @Test
    void runs_are_found_by_state_workflow_and_attributes() {
        var failing = Workflow.define("failing", String.class, String.class, (in, run) -> {
            run.attribute("stage", "doomed");
            throw new IllegalStateException("no");
        });
        var acme = acme(ECHO, failing);
        acme.start(ECHO, "x", Start.options().withAttribute("customer", "c-1")).result();
        acme.start(ECHO, "x", Start.options().withAttribute("customer", "c-2")).result();
        assertThatThrownBy(acme.start(failing, "x", Start.options().withAttribute("customer", "c-1"))::result)
                .hasMessageContaining("no");

        assertThat(workflows(acme, RunQuery.all().withStates(RunState.FAILED))).containsExactly("failing");
        assertThat(workflows(acme, RunQuery.all().withWorkflow("echo"))).containsExactly("echo", "echo");
        assertThat(workflows(acme, RunQuery.all().withAttribute("customer", "c-1")))
                .containsExactly("failing", "echo");
        assertThat(workflows(
                        acme, RunQuery.all().withAttribute("customer", "c-1").withAttribute("stage", "doomed")))
                .containsExactly("failing");
    }

    private static List<String> workflows(Tenant tenant, RunQuery query) {
        return tenant.list(query).items().stream().map(RunStatus::workflow).toList();
    }

    @Test
    void a_cursor_that_is_none_is_refused() {
        assertRefused(
                ErrorCode.INVALID_CURSOR, () -> acme(ECHO).list(RunQuery.all().after("nonsense")));
    }

    @Test
    void a_tenant_sees_nothing_of_another() {
        var penstock = open(EVICTS_AT_ONCE, ECHO, SLEEP);
        var acme = penstock.tenant("acme");
        var globex = penstock.tenant("globex");
        var secret = acme.start(SLEEP, "secret", Start.options().withAttribute("customer", "c-1"));
        Await.until("it waits", () -> secret.status().state() == RunState.WAITING);

        assertThat(globex.find(secret.id())).isEmpty();
        assertThat(globex.steps(secret.id())).isEmpty();
        assertThat(globex.list(RunQuery.all()).items()).isEmpty();
        assertThat(globex.list(RunQuery.all().withAttribute("customer", "c-1")).items())
                .isEmpty();
        assertRefused(ErrorCode.RUN_NOT_FOUND, () -> globex.cancel(secret.id()));
        assertRefused(ErrorCode.RUN_NOT_FOUND, () -> globex.handle(SLEEP, secret.id()));
        assertThat(secret.status().state()).isEqualTo(RunState.WAITING);
        var cursor = acme.list(RunQuery.all().withPageSize(1));
        assertThat(cursor.items()).hasSize(1);
    }

    @Test
    void odd_tenant_names_are_just_names_and_unusable_ones_are_refused() {
        var penstock = open(ECHO);
        for (var name : List.of("a'b\"c", "x; drop table penstock.run --", "Ünïcode 租户", "%", "{a,b}", "NULL")) {
            assertThat(penstock.tenant(name).start(ECHO, "x").result()).isEqualTo("x");
            assertThat(penstock.tenant(name).list(RunQuery.all()).items()).hasSize(1);
        }
        assertRefused(ErrorCode.INVALID_TENANT, () -> penstock.tenant(" "));
    }

    @Test
    void a_running_step_is_interrupted_by_cancellation_and_the_run_is_cancelled() {
        var begun = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        var workflow = Workflow.define(
                "hang",
                String.class,
                String.class,
                (in, run) -> run.step("hang", String.class, () -> {
                    begun.countDown();
                    never.await();
                    return "";
                }));
        var handle = acme(workflow).start(workflow, "x");
        Await.open("the step has begun", begun);
        handle.cancel();

        assertThatThrownBy(handle::result).hasMessageContaining("PEN-2002");
        assertThat(handle.status().state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void a_waiting_run_is_cancelled_at_once_twice_is_once_and_a_finished_one_stays() {
        var acme = open(EVICTS_AT_ONCE, ECHO, SLEEP).tenant("acme");
        var waiting = acme.start(SLEEP, "x");
        Await.until("it waits", () -> waiting.status().state() == RunState.WAITING);
        var finished = acme.start(ECHO, "x");
        finished.result();

        assertThat(waiting.cancel()).isEqualTo(RunState.CANCELLED);
        assertThat(waiting.cancel()).isEqualTo(RunState.CANCELLED);
        assertThatThrownBy(waiting::result).hasMessageContaining("PEN-2002");
        assertThat(finished.cancel()).isEqualTo(RunState.COMPLETED);
    }

    @Test
    void cancellation_requested_by_another_process_reaches_the_run() {
        var begun = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        var workflow = Workflow.define(
                "hang",
                String.class,
                String.class,
                (in, run) -> run.step("hang", String.class, () -> {
                    begun.countDown();
                    never.await();
                    return "";
                }));
        var handle = open(options -> options.withLease(Duration.ofSeconds(1)), workflow)
                .tenant("acme")
                .start(workflow, "x");
        Await.open("the step has begun", begun);
        open(ECHO).tenant("acme").cancel(handle.id());

        assertThatThrownBy(() -> handle.result(Duration.ofSeconds(20))).hasMessageContaining("PEN-2002");
    }

    /** A codec that makes payloads unreadable to the database; the real thing would use a cipher. */
    private static final class Sealing implements PayloadCodec {
        private final JsonCodec json = new JsonCodec();

        @Override
        public String encode(@Nullable Object value) {
            var plain = json.encode(value).getBytes(StandardCharsets.UTF_8);
            return "\"" + Base64.getEncoder().encodeToString(plain) + "\"";
        }

        @Override
        public <T> @Nullable T decode(String sealed, PayloadType<T> type) {
            var plain = Base64.getDecoder().decode(sealed.substring(1, sealed.length() - 1));
            return json.decode(new String(plain, StandardCharsets.UTF_8), type);
        }
    }

    @Test
    void a_codec_can_keep_payloads_from_the_database() {
        var workflow = Workflow.define("seal", String.class, String.class, (in, run) -> {
            var result = run.step("step", String.class, () -> in + " secret");
            run.sleep(Duration.ofMillis(2));
            return result;
        });
        var penstock = open(Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                .codec(new Sealing())
                .worker(EVICTS_AT_ONCE)
                .register(workflow));

        assertThat(penstock.tenant("acme").start(workflow, "top").result()).isEqualTo("top secret");
        assertThat(count("select count(*) from penstock.run r join penstock.step s using (tenant, run_id)"
                        + " where r.input::text || r.output::text || s.result::text like '%secret%'"))
                .isZero();
    }

    @Test
    void characters_that_json_or_sql_find_odd_come_back_as_they_were() {
        var odd = "nul \u0000 quote \" backslash \\ newline \n emoji 😀 e\u0301";
        assertThat(acme(ECHO).start(ECHO, odd).result()).isEqualTo(odd);
    }

    @Test
    void a_run_id_that_is_none_of_ours_is_not_found() {
        assertRefused(ErrorCode.RUN_NOT_FOUND, () -> acme(ECHO).status(new RunId(new UUID(1, 2))));
    }
}

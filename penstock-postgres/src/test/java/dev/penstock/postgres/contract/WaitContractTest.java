package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.engine.EngineOptions;
import dev.penstock.failure.ErrorCode;
import dev.penstock.run.RunState;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Timers: never early, not lost while everything is down, and free while they wait (FAILURES 6, database side). */
class WaitContractTest extends Contract {

    private static EngineOptions stays(EngineOptions options) {
        return options.withEvictAfter(Duration.ofMinutes(1)).withPoll(Duration.ofMillis(20));
    }

    private static final Workflow<Integer, String> SLEEPER =
            Workflow.define("sleeper", Integer.class, String.class, (millis, run) -> {
                var before = run.now();
                run.sleep(Duration.ofMillis(millis));
                return before + " " + run.now();
            });

    @Test
    void a_timer_never_fires_early_whether_the_run_stays_or_leaves_memory() {
        for (var worker : List.<UnaryOperator<EngineOptions>>of(WaitContractTest::stays, EVICTS_AT_ONCE)) {
            var handle = open(worker, SLEEPER).tenant("acme").start(SLEEPER, 40);
            var times = handle.result().split(" ");

            assertThat(Duration.between(Instant.parse(times[0]), Instant.parse(times[1])))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(40));
            assertThat(count("select count(*) from penstock.step s where name = 'sleep' and due_at > "
                            + "(select recorded_at from penstock.step n where n.tenant = s.tenant and n.run_id = s.run_id"
                            + " and n.name = '#now'"
                            + " and n.occurrence = 2)"))
                    .isZero();
        }
    }

    @Test
    void a_run_that_sleeps_longer_than_a_moment_holds_no_slot() {
        var one = Workflow.define("one", String.class, String.class, (in, run) -> {
            run.sleep(Duration.ofHours(1));
            return in;
        });
        var quick = Workflow.define("quick", String.class, String.class, (in, run) -> in);
        var acme = open(options -> options.withSlots(1).withPoll(Duration.ofMillis(20)), one, quick)
                .tenant("acme");

        var sleeping = acme.start(one, "x");
        Await.until("it waits", () -> sleeping.status().state() == RunState.WAITING);

        assertThat(acme.start(quick, "y").result()).isEqualTo("y");
        assertThat(sleeping.status().dueAt()).isNotNull();
    }

    /** Until somebody cancels it; and nothing else is due sooner when the worker asks. */
    @Test
    void a_timer_further_away_than_a_clock_counts_keeps_no_worker_from_others() {
        var forever = Workflow.define("forever", String.class, String.class, (in, run) -> {
            run.sleep(Duration.ofDays(365_000));
            return in;
        });
        var quick = Workflow.define("quick", String.class, String.class, (in, run) -> in);
        var penstock = open(options -> options.withPoll(Duration.ofMillis(20)), forever, quick);
        var acme = penstock.tenant("acme");
        var sleeping = acme.start(forever, "x", Start.options().withTimeout(ChronoUnit.FOREVER.getDuration()));
        var later = acme.start(quick, "y", Start.options().withDelay(ChronoUnit.FOREVER.getDuration()));
        Await.until("it waits", () -> sleeping.status().state() == RunState.WAITING);

        assertThat(acme.start(quick, "z", Start.options().withDelay(Duration.ofMillis(100)))
                        .result(ChronoUnit.FOREVER.getDuration()))
                .isEqualTo("z");
        assertThat(later.status().state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void a_timer_that_was_due_before_there_were_clocks_is_past() {
        var past = Workflow.define("past", String.class, String.class, (in, run) -> {
            run.sleepUntil("then", Instant.MIN);
            return in;
        });

        assertThat(open(past).tenant("acme").start(past, "x").result()).isEqualTo("x");
    }

    @Test
    void a_timer_that_came_due_while_everything_was_down_fires_after_the_next_start() {
        var penstock = open(EVICTS_AT_ONCE, SLEEPER);
        var handle = penstock.tenant("acme").start(SLEEPER, 3_600_000);
        Await.until("it waits", () -> handle.status().state() == RunState.WAITING);
        shutDown(penstock);

        // The database's time passes while no worker runs.
        execute("update penstock.run set due_at = timestamptz '2020-01-01 12:00Z'");
        execute(
                "update penstock.step set due_at = timestamptz '2020-01-01 12:00Z', recorded_at = timestamptz '2020-01-01 11:00Z' where name = 'sleep'");

        var again = open(EVICTS_AT_ONCE, SLEEPER).tenant("acme").handle(SLEEPER, handle.id());
        assertThat(again.result(Duration.ofSeconds(20))).isNotEmpty();
    }

    @Test
    void a_run_that_is_resumed_before_its_timer_is_due_waits_for_the_rest() {
        var stays = open(options -> options.withEvictAfter(Duration.ofHours(2)), SLEEPER);
        var handle = stays.tenant("acme").start(SLEEPER, 3_600_000);
        Await.until("the timer is set", () -> handle.steps().size() == 2);
        shutDown(stays);

        var resumed = open(EVICTS_AT_ONCE, SLEEPER).tenant("acme").handle(SLEEPER, handle.id());
        Await.until("it has been resumed and left memory", () -> switch (resumed.status()
                .state()) {
            case QUEUED, RUNNING -> false;
            default -> true;
        });

        assertThat(resumed.status().state()).isEqualTo(RunState.WAITING);
        assertThat(count("select count(*) from penstock.run r join penstock.step s using (tenant, run_id)"
                        + " where s.kind = 'sleep' and r.due_at >= s.due_at"))
                .isEqualTo(1);
    }

    @Test
    void a_timer_runs_on_the_database_clock_not_on_the_jvms() {
        var handle = open(EVICTS_AT_ONCE, SLEEPER).tenant("acme").start(SLEEPER, 3_600_000);
        Await.until("it waits", () -> handle.status().state() == RunState.WAITING);

        assertThat(count("select count(*) from penstock.run where due_at between now() + interval '59 minutes'"
                        + " and now() + interval '61 minutes'"))
                .isEqualTo(1);
    }

    @Test
    void a_delayed_start_begins_when_its_time_has_come() {
        var workflow = Workflow.define("late", String.class, String.class, (in, run) -> in);
        var acme = acme(workflow);

        var later = acme.start(workflow, "x", Start.options().withDelay(Duration.ofHours(1)));
        var soon = acme.start(workflow, "y", Start.options().withDelay(Duration.ofMillis(30)));

        assertThat(soon.result()).isEqualTo("y");
        assertThat(later.status().state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void a_run_that_is_not_finished_by_its_deadline_fails_wherever_it_is() {
        var never = new CountDownLatch(1);
        var interrupted = new AtomicInteger();
        var inStep = Workflow.define(
                "in-step",
                String.class,
                String.class,
                (in, run) -> run.step("hang", String.class, () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                        throw e;
                    }
                    return "";
                }));
        var asleep = Workflow.define("asleep", String.class, String.class, (in, run) -> {
            run.sleep(Duration.ofHours(1));
            return "";
        });
        var acme = open(EVICTS_AT_ONCE, inStep, asleep).tenant("acme");
        var timeout = Start.options().withTimeout(Duration.ofMillis(150));

        var hanging = acme.start(inStep, "x", timeout);
        var sleeping = acme.start(asleep, "x", timeout);

        assertThatThrownBy(hanging::result).hasMessageContaining("PEN-2003");
        assertThatThrownBy(sleeping::result).hasMessageContaining("PEN-2003");
        assertThat(interrupted).hasValue(1);
        assertThat(hanging.status().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void a_result_that_is_not_there_in_time_says_where_the_run_stands() {
        var handle = open(EVICTS_AT_ONCE, SLEEPER).tenant("acme").start(SLEEPER, 3_600_000);

        assertRefused(ErrorCode.RESULT_NOT_IN_TIME, () -> handle.result(Duration.ofMillis(200)))
                .withMessageContaining(handle.id().toString())
                .withMessageContaining("waiting");
    }

    @Test
    void recorded_time_and_chance_are_the_same_on_every_replay() {
        var seen = new CopyOnWriteArrayList<String>();
        var workflow = Workflow.define("chance", String.class, String.class, (in, run) -> {
            var all = run.now() + " " + run.random() + " " + run.uuid();
            seen.add(all);
            run.sleep(Duration.ofMillis(5));
            return all;
        });

        var result = open(EVICTS_AT_ONCE, workflow)
                .tenant("acme")
                .start(workflow, "x")
                .result();

        assertThat(seen).hasSize(2).containsOnly(result);
    }
}

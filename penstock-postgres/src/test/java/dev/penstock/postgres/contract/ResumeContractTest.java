package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.RunHandle;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.NonRetryableException;
import dev.penstock.failure.PenstockException;
import dev.penstock.failure.StepFailedException;
import dev.penstock.run.RunFailedException;
import dev.penstock.run.RunId;
import dev.penstock.run.RunState;
import dev.penstock.run.Start;
import dev.penstock.step.MapOptions;
import dev.penstock.step.Retry;
import dev.penstock.step.Step;
import dev.penstock.step.StepOptions;
import dev.penstock.workflow.Workflow;
import dev.penstock.workflow.WorkflowFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A failed run goes on from its recorded steps once what made it fail is mended. */
class ResumeContractTest extends Contract {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** What was executed, in that order. */
    private final List<String> executed = Collections.synchronizedList(new ArrayList<>());

    private volatile boolean mended;

    /** A step that fails until it is mended. */
    private String fragile(String name) {
        executed.add(name);
        if (!mended) {
            throw new IllegalStateException(name + " is broken");
        }
        return name;
    }

    private String sound(String name) {
        executed.add(name);
        return name;
    }

    private static <O> void assertFails(RunHandle<O> handle) {
        assertThatThrownBy(() -> handle.result(LIMIT)).isInstanceOf(RunFailedException.class);
    }

    private static Workflow<String, String> workflow(WorkflowFunction<String, String> function) {
        return Workflow.define("fulfil", String.class, String.class, function);
    }

    @Test
    void recorded_steps_are_kept_and_the_failed_one_is_tried_again() {
        var workflow = workflow((in, run) -> {
            run.step("reserve", String.class, () -> sound("reserve"));
            return run.step("charge", String.class, () -> fragile("charge"));
        });
        var handle = acme(workflow).start(workflow, "x");
        assertFails(handle);

        mended = true;
        assertThat(handle.resume()).isEqualTo(RunState.QUEUED);

        assertThat(handle.result(LIMIT)).isEqualTo("charge");
        assertThat(executed).containsExactly("reserve", "charge", "charge");
        assertThat(handle.status().failure()).isNull();
        assertThat(handle.steps()).hasSize(2).last().satisfies(charge -> {
            assertThat(charge.attempts()).isEqualTo(2);
            assertThat(charge.dueAt()).isNull();
            assertThat(Objects.requireNonNull(charge.metadata()).attempts())
                    .singleElement()
                    .satisfies(first -> assertThat(first.failure()).contains("charge is broken"));
        });
    }

    @Test
    void a_step_that_fails_again_fails_the_run_again_which_can_be_resumed_again() {
        var workflow = workflow((in, run) ->
                run.step("charge", String.class, StepOptions.retry(Retry.attempts(2)), () -> fragile("charge")));
        var handle = acme(workflow).start(workflow, "x");
        assertFails(handle);

        handle.resume();
        assertFails(handle);
        assertThat(executed).hasSize(3);

        mended = true;
        handle.resume();
        assertThat(handle.result(LIMIT)).isEqualTo("charge");
        assertThat(handle.steps().getFirst().attempts()).isEqualTo(4);
    }

    @Test
    void a_transactional_step_is_tried_again() {
        execute("create table shipment (order_id text)");
        var workflow = workflow((in, run) -> run.transaction("ship", String.class, tx -> {
            try (var insert = tx.createStatement()) {
                insert.executeUpdate("insert into shipment values ('o-1')");
            }
            return fragile("ship");
        }));
        var handle = acme(workflow).start(workflow, "x");
        assertFails(handle);

        mended = true;
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("ship");
        assertThat(count("select count(*) from shipment")).isEqualTo(1);
    }

    /** Trying the charge again would have it succeed beside its refund. */
    @Test
    void a_failure_that_the_code_went_past_stands() {
        var workflow = workflow((in, run) -> {
            try {
                return run.step("charge", String.class, () -> fragile("charge"));
            } catch (StepFailedException e) {
                run.step("refund", String.class, () -> sound("refund"));
                return run.step("tell", String.class, () -> fragile("tell"));
            }
        });
        var handle = acme(workflow).start(workflow, "x");
        assertFails(handle);

        mended = true;
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("tell");
        assertThat(executed).containsExactly("charge", "refund", "tell", "tell");
    }

    @Test
    void of_steps_side_by_side_only_those_that_failed_are_tried_again() {
        var slow = new CountDownLatch(1);
        var workflow = workflow((in, run) -> String.join(
                " ",
                run.all(List.of(
                        Step.of("one", String.class, () -> {
                            slow.countDown();
                            return fragile("one");
                        }),
                        Step.of("two", String.class, () -> {
                            slow.await();
                            return sound("two");
                        })))));
        var handle = acme(workflow).start(workflow, "x");
        assertFails(handle);

        mended = true;
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("one two");
        assertThat(executed).containsExactlyInAnyOrder("one", "two", "one");
    }

    @Test
    void of_steps_of_which_the_first_counts_that_one_is_tried_again() {
        var never = new CountDownLatch(1);
        var workflow = workflow((in, run) -> run.any(List.of(
                        Step.of("slow", String.class, () -> {
                            never.await();
                            return sound("slow");
                        }),
                        Step.of("quick", String.class, () -> fragile("quick"))))
                .outcome()
                .orThrow());
        var handle = acme(workflow).start(workflow, "x");
        assertFails(handle);

        handle.resume();
        assertFails(handle);
        mended = true;
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("quick");
        assertThat(executed).containsExactly("quick", "quick", "quick");
        assertThat(handle.steps())
                .extracting(step -> step.key() + " " + step.attempts())
                .containsExactlyInAnyOrder("quick 3", "#any 1");
    }

    @Test
    void a_first_failure_that_the_code_went_past_stands() {
        var workflow = workflow((in, run) -> {
            var first = run.any(List.of(Step.of("charge", String.class, () -> fragile("charge"))));
            run.step("refund", String.class, () -> sound("refund"));
            return first.outcome().isCompleted() + " " + run.step("tell", String.class, () -> fragile("tell"));
        });
        var handle = acme(workflow).start(workflow, "x");
        assertFails(handle);

        mended = true;
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("false tell");
        assertThat(executed).containsExactly("charge", "refund", "tell", "tell");
    }

    @Test
    void of_a_map_only_the_failed_items_are_tried_again() {
        var workflow = workflow((in, run) -> run.map(
                        "pack",
                        List.of("a", "b", "c"),
                        String.class,
                        MapOptions.concurrency(3),
                        (item, attempt) -> item.equals("b") ? fragile("b") : sound(item))
                .completed()
                .toString());
        var handle = acme(workflow).start(workflow, "x");
        assertFails(handle);
        assertThat(executed).containsExactlyInAnyOrder("a", "b", "c");

        handle.resume();
        assertFails(handle);
        mended = true;
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("[a, b, c]");
        assertThat(executed).containsExactlyInAnyOrder("a", "b", "c", "b", "b");
    }

    @Test
    void items_that_a_map_did_not_try_again_because_it_failed_are_tried_again() {
        var options = MapOptions.concurrency(2)
                .withStep(StepOptions.retry(Retry.attempts(2).fixed(Duration.ofHours(1))));
        var workflow =
                workflow((in, run) -> run.map("pack", List.of("a", "b"), String.class, options, (item, attempt) -> {
                            if (item.equals("b") && !mended) {
                                Await.until("a waits for its next attempt", this::oneIsRetrying);
                                throw new NonRetryableException("b is broken");
                            }
                            return fragile(item);
                        })
                        .completed()
                        .toString());
        var handle = acme(workflow).start(workflow, "x");
        assertFails(handle);
        assertThat(handle.steps())
                .extracting(step -> step.key() + " " + step.state().label() + " "
                        + Objects.requireNonNull(step.failure()).code())
                .containsExactlyInAnyOrder("pack failed PEN-2004", "pack[1] failed PEN-2007", "pack[2] failed null");

        mended = true;
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("[a, b]");
    }

    private boolean oneIsRetrying() {
        return count("select count(*) from penstock.step where state = 'retrying'") == 1;
    }

    @Test
    void failures_that_a_map_tolerated_stand() {
        var workflow = workflow((in, run) -> {
            var failed = run.map(
                            "pack",
                            List.of("a", "b"),
                            String.class,
                            MapOptions.concurrency(2).withToleratedFailures(1),
                            (item, attempt) -> item.equals("b") ? fragile("b") : sound(item))
                    .failedItems();
            if (!mended) {
                throw new IllegalStateException("after the map");
            }
            return failed.toString();
        });
        var handle = acme(workflow).start(workflow, "x");
        assertFails(handle);

        mended = true;
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("[1]");
        assertThat(executed).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void a_run_that_contradicted_its_history_goes_on_with_the_mended_code() {
        var begun = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        var before = workflow((in, run) -> {
            run.step("reserve", String.class, () -> sound("reserve"));
            return run.step("charge", String.class, () -> {
                begun.countDown();
                never.await();
                return "";
            });
        });
        var first = open(before);
        var id = first.tenant("acme").start(before, "x").id();
        Await.open("the run is inside its second step", begun);
        shutDown(first);
        var renamed = workflow((in, run) -> run.step("book", String.class, () -> sound("book")));
        var second = open(renamed);
        assertThatThrownBy(() -> second.tenant("acme").handle(renamed, id).result(LIMIT))
                .hasMessageContaining("PEN-1007");
        shutDown(second);

        var mendedCode = workflow((in, run) -> run.step("reserve", String.class, () -> sound("again"))
                + run.step("charge", String.class, () -> sound("charge")));
        var handle = acme(mendedCode).handle(mendedCode, id);
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("reservecharge");
        assertThat(executed).containsExactly("reserve", "charge");
    }

    @Test
    void of_two_who_resume_at_once_both_are_content_and_the_run_goes_on_once() throws Exception {
        var workflow = workflow((in, run) -> run.step("charge", String.class, () -> fragile("charge")));
        var acme = acme(workflow);
        var handles =
                IntStream.range(0, 10).mapToObj(i -> acme.start(workflow, "x")).toList();
        handles.forEach(ResumeContractTest::assertFails);
        mended = true;
        executed.clear();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var handle : handles) {
                var both = new CountDownLatch(2);
                var racers = IntStream.range(0, 2)
                        .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> {
                                    both.countDown();
                                    Await.open("the other is there too", both);
                                    return resumeUnlessFinished(handle);
                                },
                                threads))
                        .toList();
                for (var racer : racers) {
                    assertThat(racer.get()).isNotEqualTo(RunState.FAILED);
                }
                assertThat(handle.result(LIMIT)).isEqualTo("charge");
                // 1 at the start, one more for the resumption, one more for the claim.
                assertThat(handle.status().epoch()).isEqualTo(3);
            }
        }
        assertThat(executed).hasSize(handles.size());
    }

    /** The slower of two may come when the run has completed already. */
    private static RunState resumeUnlessFinished(RunHandle<?> handle) {
        try {
            return handle.resume();
        } catch (PenstockException e) {
            assertThat(e).hasMessageContaining("PEN-1016").hasMessageContaining("completed");
            return RunState.COMPLETED;
        }
    }

    @Test
    void only_a_failed_run_is_resumed() {
        var workflow = workflow((in, run) -> {
            if (in.equals("waits")) {
                run.sleep(Duration.ofHours(1));
            }
            return in;
        });
        var acme = open(EVICTS_AT_ONCE, workflow).tenant("acme");
        var completed = acme.start(workflow, "x");
        completed.result();
        var waiting = acme.start(workflow, "waits");
        Await.until("it waits", () -> waiting.status().state() == RunState.WAITING);

        assertThat(waiting.resume()).isEqualTo(RunState.WAITING);
        assertThat(waiting.status().epoch()).isEqualTo(1);
        assertRefused(ErrorCode.RUN_NOT_RESUMABLE, completed::resume).withMessageContaining("is completed");
        waiting.cancel();
        assertRefused(ErrorCode.RUN_NOT_RESUMABLE, waiting::resume).withMessageContaining("is cancelled");
        assertRefused(ErrorCode.RUN_NOT_FOUND, () -> acme.resume(new RunId(new UUID(0, 0))));
    }

    @Test
    void a_run_that_was_too_late_has_its_timeout_anew() {
        var never = new CountDownLatch(1);
        var workflow = workflow((in, run) -> run.step("charge", String.class, () -> {
            if (!mended) {
                never.await();
            }
            return sound("charge");
        }));
        var handle = acme(workflow).start(workflow, "x", Start.options().withTimeout(Duration.ofMillis(300)));
        assertThatThrownBy(() -> handle.result(LIMIT)).hasMessageContaining("PEN-2003");

        // As if it had been given an hour.
        var before = handle.status().createdAt().minusSeconds(3_600);
        execute("update penstock.run set created_at = timestamptz '" + before + "'");
        mended = true;
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("charge");
        assertThat(count("select count(*) from penstock.run where deadline_at > now() + interval '50 minutes'"))
                .isEqualTo(1);
    }

    @Test
    void the_last_of_a_run_that_continued_is_resumed() {
        var workflow = Workflow.define("loop", Integer.class, String.class, (n, run) -> {
            run.step("count", String.class, () -> sound("count " + n));
            return n < 1 ? run.continueAsNew(n + 1) : run.step("end", String.class, () -> fragile("end"));
        });
        var handle = acme(workflow).start(workflow, 0);
        assertFails(handle);

        mended = true;
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("end");
        assertThat(executed).containsExactly("count 0", "count 1", "end", "end");
    }
}

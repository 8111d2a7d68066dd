package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.failure.NonRetryableException;
import dev.penstock.failure.StepFailedException;
import dev.penstock.run.RunFailedException;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.step.Retry;
import dev.penstock.step.Step;
import dev.penstock.step.StepMetadata;
import dev.penstock.step.StepOptions;
import dev.penstock.step.StepState;
import dev.penstock.workflow.Run;
import dev.penstock.workflow.Workflow;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Steps: recorded once, retried as told, timed out by interruption (FAILURES 5). */
class StepContractTest extends Contract {

    record Order(String id, long cents) {}

    record Receipt(String reference) {}

    @Test
    void a_run_returns_what_its_workflow_returns_and_every_step_is_on_record() {
        var workflow = Workflow.define("fulfil", Order.class, Receipt.class, (order, run) -> {
            var hold = run.step("reserve", String.class, () -> "hold-" + order.id());
            return run.step("charge", Receipt.class, () -> new Receipt(hold + "/" + order.cents()));
        });

        var handle = acme(workflow).start(workflow, new Order("o-1", 250));

        assertThat(handle.result()).isEqualTo(new Receipt("hold-o-1/250"));
        assertThat(handle.steps())
                .extracting(step -> step.key().toString() + " " + step.state().label() + " " + step.result())
                .containsExactly("reserve completed \"hold-o-1\"", "charge completed {\"reference\":\"hold-o-1/250\"}");
        assertThat(handle.status().state()).isEqualTo(RunState.COMPLETED);
    }

    @Test
    void the_code_goes_on_when_the_step_is_durable_and_not_before() throws SQLException {
        var charged = new AtomicInteger();
        var workflow = Workflow.define("pay", String.class, Integer.class, (in, run) -> {
            run.step("reserve", String.class, () -> "held");
            return run.step("charge", Integer.class, charged::incrementAndGet);
        });
        var acme = acme(workflow);

        try (var blocker = database.connect();
                var statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("lock table penstock.step in share mode");
            var handle = acme.start(workflow, "x");
            Await.until("the record of reserve waits for the lock", () -> waitingForALock() == 1);
            assertThat(charged).hasValue(0);
            blocker.rollback();
            assertThat(handle.result()).isEqualTo(1);
        }
    }

    @Test
    void a_recorded_step_is_not_run_again_when_the_run_is_resumed() {
        var charged = new AtomicInteger();
        var workflow = Workflow.define("pay", String.class, Integer.class, (in, run) -> {
            int first = run.step("charge", Integer.class, charged::incrementAndGet);
            run.sleep(Duration.ofMillis(5));
            int second = run.step("charge", Integer.class, charged::incrementAndGet);
            run.sleep(Duration.ofMillis(5));
            return first * 10 + second;
        });

        var acme = open(EVICTS_AT_ONCE, workflow).tenant("acme");

        assertThat(acme.start(workflow, "x").result()).isEqualTo(12);
        assertThat(charged).hasValue(2);
    }

    @Test
    void a_step_in_a_loop_with_equal_input_is_another_step_each_time() {
        var keys = new CopyOnWriteArrayList<String>();
        var workflow = Workflow.define("loop", String.class, Integer.class, (in, run) -> {
            int sum = 0;
            for (int i = 0; i < 3; i++) {
                sum += run.step("charge", Integer.class, () -> {
                    keys.add(run.idempotencyKey());
                    return keys.size();
                });
                run.sleep(Duration.ofMillis(1));
            }
            return sum;
        });

        var handle = open(EVICTS_AT_ONCE, workflow).tenant("acme").start(workflow, "same");

        assertThat(handle.result()).isEqualTo(6);
        assertThat(keys).containsExactly(handle.id() + "/charge", handle.id() + "/charge#2", handle.id() + "/charge#3");
    }

    @Test
    void a_failed_attempt_is_recorded_and_tried_again_until_it_succeeds() {
        var attempts = new CopyOnWriteArrayList<String>();
        var workflow = Workflow.define(
                "pay",
                String.class,
                String.class,
                (in, run) ->
                        run.step("charge", String.class, Retry.attempts(5).exponential(Duration.ofMillis(1), 2), () -> {
                            attempts.add(run.idempotencyKey());
                            if (attempts.size() < 3) {
                                throw new IOException("gateway busy");
                            }
                            return "paid";
                        }));

        var handle = acme(workflow).start(workflow, "x");

        assertThat(handle.result()).isEqualTo("paid");
        assertThat(attempts).hasSize(3).containsOnly(handle.id() + "/charge");
        var step = handle.steps().getFirst();
        assertThat(step.attempts()).isEqualTo(3);
        assertThat(step.metadata())
                .extracting(metadata -> metadata.attempts().stream()
                        .map(attempt -> attempt.number() + " " + attempt.failure())
                        .toList())
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly("1 java.io.IOException: gateway busy", "2 java.io.IOException: gateway busy");
        assertThat(count("select count(*) from penstock.step")).isEqualTo(1);
    }

    @Test
    void attempts_are_counted_across_evictions() {
        var attempts = new AtomicInteger();
        var workflow = Workflow.define(
                "pay",
                String.class,
                String.class,
                (in, run) -> run.step("charge", String.class, Retry.attempts(3).fixed(Duration.ofMillis(10)), () -> {
                    attempts.incrementAndGet();
                    throw new IOException("gateway down");
                }));

        var handle = open(EVICTS_AT_ONCE, workflow).tenant("acme").start(workflow, "x");

        assertThatThrownBy(handle::result)
                .isInstanceOfSatisfying(RunFailedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.RUN_FAILED);
                    assertThat(e.failure().code()).isEqualTo("PEN-2004");
                    assertThat(e.failure().cause()).extracting(Failure::type).isEqualTo("java.io.IOException");
                })
                .hasMessageContaining("step charge failed after 3 attempts")
                .hasMessageContaining("tenant acme");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void a_failure_that_is_not_retryable_ends_the_step_at_once() {
        var attempts = new AtomicInteger();
        var workflow = Workflow.define("pay", String.class, String.class, (in, run) -> {
            try {
                return run.step("charge", String.class, Retry.attempts(10), () -> {
                    attempts.incrementAndGet();
                    throw new NonRetryableException("card declined");
                });
            } catch (StepFailedException e) {
                return "declined after " + e.attempts();
            }
        });

        assertThat(acme(workflow).start(workflow, "x").result()).isEqualTo("declined after 1");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void a_recorded_failure_is_thrown_again_on_replay_without_running_the_step() {
        var attempts = new AtomicInteger();
        var workflow = Workflow.define("pay", String.class, String.class, (in, run) -> {
            String message;
            try {
                message = run.step("charge", String.class, () -> {
                    attempts.incrementAndGet();
                    throw new IOException("no");
                });
            } catch (StepFailedException e) {
                message = Objects.toString(e.getMessage());
            }
            run.sleep(Duration.ofMillis(5));
            return message;
        });

        var acme = open(EVICTS_AT_ONCE, workflow).tenant("acme");

        assertThat(acme.start(workflow, "x").result()).contains("step charge failed after 1 attempt", "no");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void an_attempt_that_takes_too_long_is_interrupted_and_counts_as_timed_out() {
        var attempts = new AtomicInteger();
        var never = new CountDownLatch(1);
        var options = StepOptions.timeout(Duration.ofMillis(30)).withRetry(Retry.attempts(2));
        var workflow = Workflow.define(
                "pay",
                String.class,
                String.class,
                (in, run) -> run.step("charge", String.class, options, () -> {
                    if (attempts.incrementAndGet() == 1) {
                        never.await();
                    }
                    return "paid at attempt " + attempts;
                }));

        var acme = acme(workflow);
        var handle = acme.start(workflow, "x");

        assertThat(handle.result()).isEqualTo("paid at attempt 2");
        assertThat(handle.steps().getFirst().metadata())
                .extracting(StepMetadata::timeoutMillis)
                .isEqualTo(30L);
    }

    @Test
    void what_an_attempt_returns_after_its_timeout_does_not_count() {
        var attempts = new AtomicInteger();
        var options = StepOptions.timeout(Duration.ofMillis(30)).withRetry(Retry.attempts(2));
        var workflow = Workflow.define(
                "pay",
                String.class,
                String.class,
                (in, run) -> run.step("charge", String.class, options, () -> {
                    if (attempts.incrementAndGet() == 1) {
                        untilInterrupted();
                        return "part of it";
                    }
                    return "all of it";
                }));

        var handle = acme(workflow).start(workflow, "x");

        assertThat(handle.result()).isEqualTo("all of it");
        assertThat(Objects.requireNonNull(handle.steps().getFirst().metadata()).attempts())
                .singleElement()
                .satisfies(first -> assertThat(first.failure()).contains("PEN-2005"));
    }

    @Test
    void what_a_step_returns_when_it_is_interrupted_by_a_shutdown_is_not_recorded() {
        var begun = new CountDownLatch(1);
        var attempts = new AtomicInteger();
        var workflow = Workflow.define(
                "pay",
                String.class,
                String.class,
                (in, run) -> run.step("charge", String.class, () -> {
                    if (attempts.incrementAndGet() == 1) {
                        begun.countDown();
                        untilInterrupted();
                        return "part of it";
                    }
                    return "all of it";
                }));
        var penstock = open(workflow);
        var handle = penstock.tenant("acme").start(workflow, "x");
        Await.open("the step is under way", begun);
        shutDown(penstock);

        assertThat(acme(workflow).handle(workflow, handle.id()).result()).isEqualTo("all of it");
    }

    private static void untilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // What comes after it is what these steps are about.
        }
    }

    @Test
    void a_flag_that_a_step_leaves_on_its_thread_interrupts_nothing() {
        var charges = new AtomicInteger();
        var workflow = Workflow.define("pay", String.class, String.class, (in, run) -> {
            var paid = run.step("charge", String.class, () -> {
                charges.incrementAndGet();
                Thread.currentThread().interrupt();
                return "paid";
            });
            var told = run.all(List.of(Step.of("tell", String.class, () -> {
                Thread.currentThread().interrupt();
                return "told";
            })));
            try {
                run.step("thank", () -> {
                    Thread.currentThread().interrupt();
                    throw new IOException("nobody there");
                });
            } catch (StepFailedException e) {
                return paid + " and " + told.getFirst();
            }
            return "";
        });

        var handle = acme(workflow).start(workflow, "x");

        assertThat(handle.result(Duration.ofSeconds(20))).isEqualTo("paid and told");
        assertThat(charges).hasValue(1);
    }

    @Test
    void a_flag_that_the_code_leaves_on_its_thread_interrupts_nothing() {
        var workflow = Workflow.define("pay", String.class, String.class, (in, run) -> {
            Thread.currentThread().interrupt();
            run.sleep(Duration.ofMillis(5));
            Thread.currentThread().interrupt();
            return "paid";
        });

        assertThat(acme(workflow).start(workflow, "x").result(Duration.ofSeconds(20)))
                .isEqualTo("paid");
    }

    @Test
    void a_step_that_timed_out_for_good_is_found_by_the_look_up() {
        var never = new CountDownLatch(1);
        var workflow = Workflow.define(
                "pay",
                String.class,
                String.class,
                (in, run) -> run.step("charge", String.class, StepOptions.timeout(Duration.ofMillis(20)), () -> {
                    never.await();
                    return "";
                }));

        var acme = acme(workflow);
        var handle = acme.start(workflow, "x");

        assertThatThrownBy(handle::result).hasMessageContaining("PEN-2005");
        assertThat(acme.timedOut(10, null).items())
                .extracting(step -> step.run() + " " + step.key())
                .containsExactly(handle.id() + " charge");
    }

    @Test
    void a_step_that_waits_for_its_next_attempt_is_found_by_the_look_up() {
        var workflow = Workflow.define(
                "pay",
                String.class,
                String.class,
                (in, run) -> run.step("charge", String.class, Retry.attempts(2).fixed(Duration.ofHours(1)), () -> {
                    throw new IOException("busy");
                }));

        var acme = acme(workflow);
        var handle = acme.start(workflow, "x");

        Await.until("the run waits", () -> handle.status().state() == RunState.WAITING);
        assertThat(acme.retriesPending(10, null).items())
                .singleElement()
                .satisfies(step -> assertThat(step.state()).isEqualTo(StepState.RETRYING));
        assertThat(acme.retriesDue(10, null).items()).isEmpty();
    }

    @Test
    void a_step_inside_a_step_is_refused_by_name() {
        var workflow = Workflow.define(
                "pay",
                String.class,
                String.class,
                (in, run) -> run.step("outer", String.class, () -> run.step("inner", String.class, () -> "")));

        assertThatThrownBy(acme(workflow).start(workflow, "x")::result)
                .hasMessageContaining("PEN-1009")
                .hasMessageContaining("inner")
                .hasMessageContaining("outer");
    }

    @Test
    void a_step_from_another_thread_is_refused() {
        var workflow = Workflow.define("pay", String.class, String.class, (in, run) -> {
            var refused = new CopyOnWriteArrayList<String>();
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            run.step("stray", String.class, () -> "");
                        } catch (RuntimeException e) {
                            refused.add(e.getMessage());
                        }
                    })
                    .join();
            return refused.getFirst();
        });

        assertThat(acme(workflow).start(workflow, "x").result()).contains("PEN-1008", "stray");
    }

    @Test
    void a_run_that_has_left_its_code_refuses_further_steps() {
        var leaked = new CopyOnWriteArrayList<Run>();
        var workflow = Workflow.define("pay", String.class, String.class, (in, run) -> {
            leaked.add(run);
            return "done";
        });
        acme(workflow).start(workflow, "x").result();

        assertRefused(ErrorCode.OUTSIDE_RUN, () -> leaked.getFirst().step("late", String.class, () -> ""));
    }

    @Test
    void a_workflow_that_is_not_registered_is_refused_with_what_is() {
        var known = Workflow.define("known", String.class, String.class, (in, run) -> in);
        var unknown = Workflow.define("unknown", String.class, String.class, (in, run) -> in);

        assertRefused(ErrorCode.UNKNOWN_WORKFLOW, () -> acme(known).start(unknown, "x"))
                .withMessageContaining("unknown version 1")
                .withMessageContaining("known version 1");
    }

    @Test
    void a_result_that_cannot_be_read_back_is_refused_before_it_is_recorded() {
        var workflow = Workflow.define("pay", String.class, String.class, (in, run) -> {
            run.step("broken", Runnable.class, () -> () -> {});
            return "";
        });

        var handle = acme(workflow).start(workflow, "x");

        assertThatThrownBy(handle::result).hasMessageMatching("(?s).*PEN-100[56].*step broken.*");
        assertThat(handle.steps()).isEmpty();
    }

    @Test
    void a_result_that_is_too_large_is_refused_with_both_numbers() {
        var workflow = Workflow.define(
                "pay",
                String.class,
                String.class,
                (in, run) -> run.step("large", String.class, () -> "x".repeat(2_000)));

        var acme = open(options -> options.withPayloadCharsMax(1_000), workflow).tenant("acme");

        assertThatThrownBy(acme.start(workflow, "x")::result)
                .hasMessageContaining("PEN-1004")
                .hasMessageContaining("2002 characters")
                .hasMessageContaining("limit is 1000");
        assertRefused(ErrorCode.PAYLOAD_TOO_LARGE, () -> acme.start(workflow, "y".repeat(2_000)));
    }

    @Test
    void a_step_outside_any_workflow_is_a_direct_run() {
        var resize = Workflow.ofStep(
                "resize", String.class, String.class, StepOptions.retry(Retry.attempts(2)), (image, attempt) -> {
                    if (attempt.number() == 1) {
                        throw new IOException("busy");
                    }
                    return image + " resized";
                });
        var other = Workflow.define("other", String.class, String.class, (in, run) -> in);

        var acme = acme(resize, other);
        acme.start(other, "x").result();
        var handle = acme.start(resize, "cat.png");

        assertThat(handle.result()).isEqualTo("cat.png resized");
        assertThat(acme.list(RunQuery.all().withDirectOnly()).items())
                .extracting(RunStatus::id)
                .isEqualTo(List.of(handle.id()));
    }
}

package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.failure.PenstockException;
import dev.penstock.failure.StepFailedException;
import dev.penstock.step.MapOptions;
import dev.penstock.step.Retry;
import dev.penstock.step.Step;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepOptions;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import dev.penstock.workflow.Workflow;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** all, any, first success, and maps over items (FAILURES 9). */
class SideBySideContractTest extends Contract {

    @Test
    void all_run_at_the_same_time_and_come_back_in_order() {
        var together = new CyclicBarrier(3);
        var workflow = Workflow.define(
                "quotes",
                String.class,
                String.class,
                (in, run) -> String.join(
                        ",",
                        run.all(List.of(
                                Step.of("a", String.class, () -> meet(together, "A")),
                                Step.of("b", String.class, () -> meet(together, "B")),
                                Step.of("c", String.class, () -> meet(together, "C"))))));

        assertThat(acme(workflow).start(workflow, "x").result()).isEqualTo("A,B,C");
    }

    private static String meet(CyclicBarrier barrier, String value) throws Exception {
        barrier.await(20, TimeUnit.SECONDS);
        return value;
    }

    @Test
    void steps_of_different_types_are_found_by_the_step() {
        var workflow = Workflow.define("mixed", String.class, String.class, (in, run) -> {
            var name = Step.of("name", String.class, () -> "ada");
            var age = Step.of("age", Integer.class, () -> 36);
            var results = run.all(name, age);
            return results.get(name) + results.get(age);
        });

        assertThat(acme(workflow).start(workflow, "x").result()).isEqualTo("ada36");
    }

    @Test
    void a_failure_among_all_is_thrown_after_the_others_have_settled() {
        var workflow = Workflow.define(
                "quotes",
                String.class,
                String.class,
                (in, run) -> String.join(
                        ",",
                        run.all(List.of(
                                Step.of("bad", String.class, () -> {
                                    throw new IOException("no quote");
                                }),
                                Step.of("good", String.class, () -> "ok")))));

        var handle = acme(workflow).start(workflow, "x");

        assertThatThrownBy(handle::result)
                .hasMessageContaining("step bad failed")
                .hasMessageContaining("no quote");
        assertThat(handle.steps())
                .extracting(step -> step.key() + " " + step.state().label())
                .containsExactlyInAnyOrder("bad failed", "good completed");
    }

    @Test
    void the_first_to_settle_is_recorded_and_stays_first_on_replay() {
        var slow = new CountDownLatch(1);
        var executed = new AtomicInteger();
        var workflow = Workflow.define("race", String.class, String.class, (in, run) -> {
            var first = run.any(List.of(
                    Step.of("slow", String.class, () -> {
                        slow.await();
                        return "slow";
                    }),
                    Step.of("quick", String.class, () -> {
                        executed.incrementAndGet();
                        return "quick";
                    })));
            run.sleep(Duration.ofMillis(5));
            return first.position() + first.outcome().orThrow();
        });

        var handle = open(EVICTS_AT_ONCE, workflow).tenant("acme").start(workflow, "x");

        assertThat(handle.result()).isEqualTo("1quick");
        assertThat(executed).hasValue(1);
        assertThat(handle.steps())
                .extracting(step -> step.key().toString())
                .containsExactlyInAnyOrder("quick", "#any", "sleep");
    }

    @Test
    void one_that_waits_for_its_next_attempt_is_not_called_again_when_another_was_first() {
        var attempts = new AtomicInteger();
        var busy = StepOptions.retry(Retry.attempts(2).fixed(Duration.ofSeconds(2)));
        var workflow = Workflow.define("race", String.class, String.class, (in, run) -> {
            var first = run.any(List.of(
                    Step.of("quick", String.class, () -> {
                        Await.until("the other is to be tried again", this::oneIsRetrying);
                        return "quick";
                    }),
                    Step.of("busy", String.class, () -> {
                                attempts.incrementAndGet();
                                throw new IOException("busy");
                            })
                            .with(busy)));
            // Until the next attempt would have been made.
            run.sleep(Duration.ofMillis(2_500));
            return first.outcome().orThrow();
        });

        var handle = open(options -> options.withEvictAfter(Duration.ofMinutes(1)), workflow)
                .tenant("acme")
                .start(workflow, "x");

        assertThat(handle.result()).isEqualTo("quick");
        assertThat(attempts).hasValue(1);
        assertThat(handle.steps())
                .filteredOn(step -> step.key().name().equals("busy"))
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.state()).isEqualTo(StepState.FAILED);
                    assertThat(step.failure()).extracting(Failure::code).isEqualTo("PEN-2007");
                });
    }

    private boolean oneIsRetrying() {
        return count("select count(*) from penstock.step where state = 'retrying'") == 1;
    }

    @Test
    void the_first_success_wins_over_earlier_failures() {
        var workflow = Workflow.define("race", String.class, String.class, (in, run) -> {
            var value = run.firstSuccess(List.of(
                    Step.of("bad", String.class, () -> {
                        throw new IOException("down");
                    }),
                    Step.of("good", String.class, () -> "ok")));
            run.sleep(Duration.ofMillis(5));
            return value;
        });

        assertThat(open(EVICTS_AT_ONCE, workflow)
                        .tenant("acme")
                        .start(workflow, "x")
                        .result())
                .isEqualTo("ok");
    }

    @Test
    void when_none_succeeds_all_failures_are_told() {
        var workflow = Workflow.define("race", String.class, String.class, (in, run) -> {
            try {
                return run.firstSuccess(List.of(failing("a"), failing("b")));
            } catch (PenstockException e) {
                return e.code() + " " + e.getSuppressed().length;
            }
        });

        assertThat(acme(workflow).start(workflow, "x").result()).isEqualTo("PEN-2006 2");
    }

    private static Step<String> failing(String name) {
        return Step.of(name, String.class, () -> {
            throw new IOException(name);
        });
    }

    @Test
    void a_map_over_no_items_is_an_empty_result() {
        var workflow = Workflow.define(
                "pack",
                String.class,
                Integer.class,
                (in, run) -> run.map(
                                "pack",
                                List.<String>of(),
                                String.class,
                                MapOptions.concurrency(4),
                                (item, attempt) -> item)
                        .outcomes()
                        .size());

        var handle = acme(workflow).start(workflow, "x");

        assertThat(handle.result()).isZero();
        assertThat(handle.steps()).singleElement().extracting(StepRecord::kind).isEqualTo(StepKind.MAP);
    }

    @Test
    void ten_thousand_items_have_ten_thousand_records() {
        var items = IntStream.range(0, 10_000).boxed().toList();
        var workflow = Workflow.define(
                "pack",
                String.class,
                Long.class,
                (in, run) -> run
                        .map("pack", items, Integer.class, MapOptions.concurrency(200), (item, attempt) -> item * 2)
                        .orThrow()
                        .stream()
                        .mapToLong(Integer::longValue)
                        .sum());

        var acme = acme(workflow);
        var handle = acme.start(workflow, "x");

        assertThat(handle.result()).isEqualTo(99_990_000L);
        assertThat(acme.steps(handle.id(), "pack")).hasSize(10_001);
    }

    @Test
    void no_more_items_are_under_way_than_allowed() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var items = IntStream.range(0, 60).boxed().toList();
        var workflow = Workflow.define(
                "pack",
                String.class,
                Integer.class,
                (in, run) -> run.map("pack", items, Integer.class, MapOptions.concurrency(5), (item, attempt) -> {
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            LockSupport.parkNanos(100_000);
                            now.decrementAndGet();
                            return item;
                        })
                        .outcomes()
                        .size());

        assertThat(acme(workflow).start(workflow, "x").result()).isEqualTo(60);
        assertThat(most.get()).isBetween(1, 5);
    }

    @Test
    void tolerated_failures_are_outcomes_and_one_more_stops_the_map() {
        var items = IntStream.range(0, 10).boxed().toList();
        var tolerant = Workflow.define("tolerant", String.class, String.class, (in, run) -> {
            var result = run.map(
                    "pack",
                    items,
                    Integer.class,
                    MapOptions.concurrency(3).withToleratedFailures(2),
                    (item, attempt) -> {
                        if (item % 5 == 0) {
                            throw new IOException("item " + item);
                        }
                        return item;
                    });
            return result.failedItems() + " " + result.completed().size();
        });
        var strict = Workflow.define("strict", String.class, String.class, (in, run) -> {
            run.map(
                    "pack",
                    items,
                    Integer.class,
                    MapOptions.concurrency(1).withToleratedFailures(1),
                    (item, attempt) -> {
                        throw new IOException("item " + item);
                    });
            return "";
        });

        var acme = acme(tolerant, strict);

        assertThat(acme.start(tolerant, "x").result()).isEqualTo("[0, 5] 8");
        var stopped = acme.start(strict, "x");
        assertThatThrownBy(stopped::result).hasMessageContaining("2 items of map pack failed");
        assertThat(acme.steps(stopped.id(), "pack")).hasSize(3);
    }

    @Test
    void a_map_of_which_an_item_timed_out_has_failed_and_says_why() {
        var options = MapOptions.concurrency(1).withStep(StepOptions.timeout(Duration.ofMillis(20)));
        var workflow = Workflow.define("pack", String.class, String.class, (in, run) -> {
            try {
                run.map("pack", List.of("a"), String.class, options, (item, attempt) -> {
                    new CountDownLatch(1).await();
                    return item;
                });
                return "";
            } catch (StepFailedException e) {
                return e.code() + " because of PEN-2005: " + e.failure().hasCode(ErrorCode.STEP_TIMED_OUT);
            }
        });

        assertThat(acme(workflow).start(workflow, "x").result()).isEqualTo("PEN-2004 because of PEN-2005: true");
    }

    @Test
    void an_item_is_retried_by_itself_and_parks_the_run_when_nothing_else_is_to_do() {
        var attempts = new ConcurrentHashMap<Integer, AtomicInteger>();
        var items = IntStream.range(0, 6).boxed().toList();
        var options = MapOptions.concurrency(3)
                .withStep(StepOptions.retry(Retry.attempts(3).fixed(Duration.ofMillis(30))));
        var workflow = Workflow.define(
                "pack",
                String.class,
                Integer.class,
                (in, run) -> run.map("pack", items, Integer.class, options, (item, attempt) -> {
                            int made = attempts.computeIfAbsent(item, i -> new AtomicInteger())
                                    .incrementAndGet();
                            if (item == 4 && made < 3) {
                                throw new IOException("busy");
                            }
                            return item;
                        })
                        .outcomes()
                        .size());

        var acme = open(EVICTS_AT_ONCE, workflow).tenant("acme");
        var handle = acme.start(workflow, "x");

        assertThat(handle.result()).isEqualTo(6);
        assertThat(attempts).allSatisfy((item, made) -> assertThat(made).hasValue(item == 4 ? 3 : 1));
        assertThat(handle.status().epoch()).isGreaterThan(1);
    }

    @Test
    void concurrency_may_change_while_the_map_is_under_way() {
        var release = new CountDownLatch(1);
        var two = map(4, 2, release);
        var penstock = open(two);
        var acme = penstock.tenant("acme");
        var handle = acme.start(two, "x");
        Await.until("two items are recorded", () -> acme.steps(handle.id()).size() == 2);
        shutDown(penstock);
        release.countDown();

        var four = map(4, 4, release);
        assertThat(open(four).tenant("acme").handle(four, handle.id()).result()).isEqualTo(4);
    }

    @Test
    void a_shorter_list_contradicts_the_items_on_record() {
        var never = new CountDownLatch(1);
        var four = map(4, 4, never);
        var penstock = open(four);
        var acme = penstock.tenant("acme");
        var handle = acme.start(four, "x");
        Await.until("two items are recorded", () -> acme.steps(handle.id()).size() == 2);
        shutDown(penstock);

        var one = map(1, 4, never);
        assertThatThrownBy(open(one).tenant("acme").handle(one, handle.id())::result)
                .hasMessageContaining("PEN-1007")
                .hasMessageContaining("record for item 2")
                .hasMessageContaining("its list has 1 items");
    }

    @Test
    void a_list_of_another_size_contradicts_a_map_that_is_finished() {
        var never = new CountDownLatch(1);
        var two = mapThenShip(2, never);
        var penstock = open(two);
        var acme = penstock.tenant("acme");
        var handle = acme.start(two, "x");
        Await.until(
                "the map is recorded with its two items",
                () -> acme.steps(handle.id()).size() == 3);
        shutDown(penstock);

        var three = mapThenShip(3, never);
        var resumed = open(three).tenant("acme").handle(three, handle.id());
        assertThatThrownBy(() -> resumed.result(Duration.ofSeconds(20)))
                .hasMessageContaining("PEN-1007")
                .hasMessageContaining("map pack went over 2 items")
                .hasMessageContaining("its list has 3 items");
    }

    private static Workflow<String, Integer> mapThenShip(int items, CountDownLatch shipped) {
        return Workflow.define("pack", String.class, Integer.class, (in, run) -> {
            var packed = run.map(
                    "pack",
                    IntStream.range(0, items).boxed().toList(),
                    Integer.class,
                    MapOptions.concurrency(4),
                    (item, attempt) -> item);
            run.step("ship", String.class, () -> {
                shipped.await();
                return "";
            });
            return packed.outcomes().size();
        });
    }

    private static Workflow<String, Integer> map(int items, int concurrency, CountDownLatch release) {
        return Workflow.define(
                "pack",
                String.class,
                Integer.class,
                (in, run) -> run.map(
                                "pack",
                                IntStream.range(0, items).boxed().toList(),
                                Integer.class,
                                MapOptions.concurrency(concurrency),
                                (item, attempt) -> {
                                    if (item >= 2) {
                                        release.await();
                                    }
                                    return item;
                                })
                        .outcomes()
                        .size());
    }
}

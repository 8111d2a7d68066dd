package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.RunHandle;
import dev.penstock.run.RunState;
import dev.penstock.step.MapOptions;
import dev.penstock.step.Step;
import dev.penstock.step.StepOptions;
import dev.penstock.workflow.Workflow;
import dev.penstock.workflow.WorkflowFunction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** New code meets old histories (FAILURES 11). */
class ReplayContractTest extends Contract {

    private final AtomicInteger charges = new AtomicInteger();

    /** A run that recorded reserve and charge, and was left before it could finish. */
    private RunHandle<String> leftAfterCharge() {
        var never = new CountDownLatch(1);
        var charged = new CountDownLatch(1);
        var old = workflow((in, run) -> {
            run.step("reserve", String.class, () -> "held");
            run.step("charge", Integer.class, charges::incrementAndGet);
            charged.countDown();
            return run.step("ship", String.class, () -> {
                never.await();
                return "";
            });
        });
        var penstock = open(old);
        var handle = penstock.tenant("acme").start(old, "x");
        Await.open("charge is recorded", charged);
        shutDown(penstock);
        return handle;
    }

    private static Workflow<String, String> workflow(WorkflowFunction<String, String> function) {
        return Workflow.define("pay", String.class, String.class, function);
    }

    private RunHandle<String> resumeWith(RunHandle<String> handle, Workflow<String, String> workflow) {
        return open(workflow).tenant("acme").handle(workflow, handle.id());
    }

    @Test
    void the_same_code_goes_on_where_it_was() {
        var handle = resumeWith(leftAfterCharge(), workflow((in, run) -> {
            run.step("reserve", String.class, () -> "held again");
            int n = run.step("charge", Integer.class, charges::incrementAndGet);
            return run.step("ship", String.class, () -> "shipped after charge " + n);
        }));

        assertThat(handle.result()).isEqualTo("shipped after charge 1");
        assertThat(charges).hasValue(1);
    }

    @Test
    void a_renamed_step_stops_the_run_before_it_has_its_effect_twice() {
        var handle = resumeWith(leftAfterCharge(), workflow((in, run) -> {
            run.step("reserve", String.class, () -> "held");
            run.step("pay", Integer.class, charges::incrementAndGet);
            return "done";
        }));

        assertThatThrownBy(handle::result)
                .hasMessageContaining("PEN-1007")
                .hasMessageContaining("charge is recorded")
                .hasMessageContaining("asks for step pay");
        assertThat(charges).hasValue(1);
        assertThat(handle.status().state()).isEqualTo(RunState.FAILED);
        assertThat(handle.steps()).hasSize(2);
    }

    @Test
    void a_declared_rename_finds_the_old_record() {
        var handle = resumeWith(leftAfterCharge(), workflow((in, run) -> {
            run.step("reserve", String.class, () -> "held");
            int n = run.step(Step.of("pay", Integer.class, charges::incrementAndGet)
                    .with(StepOptions.defaults().withRenamedFrom("charge")));
            return "paid " + n;
        }));

        assertThat(handle.result()).isEqualTo("paid 1");
        assertThat(charges).hasValue(1);
    }

    @Test
    void of_two_uses_the_first_is_renamed_and_the_other_is_executed_once() {
        var old = leftAfterCharge();
        var workflow = workflow((in, run) -> {
            run.step("reserve", String.class, () -> "held");
            int deposit = run.step(Step.of("deposit", Integer.class, charges::incrementAndGet)
                    .with(StepOptions.defaults().withRenamedFrom("charge")));
            int rest = run.step("charge", Integer.class, charges::incrementAndGet);
            run.sleep(Duration.ofMillis(5));
            return deposit + " and " + rest;
        });

        var handle = open(EVICTS_AT_ONCE, workflow).tenant("acme").handle(workflow, old.id());

        assertThat(handle.result(Duration.ofSeconds(20))).isEqualTo("1 and 2");
        assertThat(charges).hasValue(2);
        assertThat(handle.steps())
                .extracting(step -> step.key().toString())
                .containsExactly("reserve", "charge", "charge#2", "sleep");
    }

    @Test
    void a_declared_rename_of_a_map_finds_its_items() {
        var never = new CountDownLatch(1);
        var packed = new AtomicInteger();
        var old = packing("pack", MapOptions.concurrency(2), item -> {
            if (item.equals("b")) {
                never.await();
            }
            return packed.incrementAndGet();
        });
        var penstock = open(old);
        var handle = penstock.tenant("acme").start(old, "x");
        Await.until("the first item is recorded", () -> !handle.steps().isEmpty());
        shutDown(penstock);

        var renamed = StepOptions.defaults().withRenamedFrom("pack");
        var goesOn = resumeWith(
                handle, packing("wrap", MapOptions.concurrency(2).withStep(renamed), item -> packed.incrementAndGet()));

        assertThat(goesOn.result(Duration.ofSeconds(20))).isEqualTo("[1, 2]");
        assertThat(goesOn.steps())
                .extracting(step -> step.key().toString())
                .containsExactlyInAnyOrder("pack", "pack[1]", "pack[2]");
    }

    private interface Packing {
        int pack(String item) throws Exception;
    }

    private static Workflow<String, String> packing(String name, MapOptions options, Packing packing) {
        return workflow((in, run) -> run.map(
                        name, List.of("a", "b"), Integer.class, options, (item, attempt) -> packing.pack(item))
                .orThrow()
                .toString());
    }

    @Test
    void a_declared_addition_is_executed_and_the_rest_is_replayed() {
        var handle = resumeWith(leftAfterCharge(), workflow((in, run) -> {
            run.step("reserve", String.class, () -> "held");
            var checked = run.step(Step.of("check", String.class, () -> "checked")
                    .with(StepOptions.defaults().withAdded()));
            return checked + run.step("charge", Integer.class, charges::incrementAndGet);
        }));

        assertThat(handle.result()).isEqualTo("checked1");
    }

    @Test
    void a_removed_step_stops_the_run() {
        var handle =
                resumeWith(leftAfterCharge(), workflow((in, run) -> run.step("reserve", String.class, () -> "held")));

        assertThatThrownBy(handle::result).hasMessageContaining("PEN-1007").hasMessageContaining("charge");
    }

    @Test
    void a_declared_removal_is_passed_over() {
        var handle = resumeWith(
                leftAfterCharge(),
                workflow((in, run) -> run.step("reserve", String.class, () -> "held"))
                        .withRemovedSteps("charge"));

        assertThat(handle.result()).isEqualTo("held");
    }

    @Test
    void a_result_of_another_type_stops_the_run_with_both_sides() {
        var handle = resumeWith(leftAfterCharge(), workflow((in, run) -> {
            run.step("reserve", Integer.class, () -> 7);
            return "";
        }));

        assertThatThrownBy(handle::result)
                .hasMessageContaining("PEN-1006")
                .hasMessageContaining("step reserve")
                .hasMessageContaining("java.lang.Integer");
    }

    @Test
    void a_run_stays_with_the_version_it_began_with() {
        var release = new CountDownLatch(1);
        WorkflowFunction<String, String> sleeps = (in, run) -> {
            run.sleep(Duration.ofMillis(30));
            release.await();
            return "version " + run.version();
        };
        var first = workflow(sleeps);
        var penstock = open(EVICTS_AT_ONCE, first);
        var old = penstock.tenant("acme").start(first, "x");
        Await.until("it is under way", () -> !old.steps().isEmpty());
        shutDown(penstock);
        release.countDown();

        var second = workflow(sleeps).withVersion("2");
        var onlyNew = open(EVICTS_AT_ONCE, second);
        assertThat(onlyNew.tenant("acme").start(second, "x").result()).isEqualTo("version 2");
        assertThat(old.id())
                .satisfies(id -> assertThat(onlyNew.tenant("acme").status(id).state())
                        .as("a run whose version nobody has registered waits for one who has")
                        .isIn(RunState.WAITING, RunState.QUEUED));
        shutDown(onlyNew);

        var both = open(EVICTS_AT_ONCE, first, second).tenant("acme");
        assertThat(both.handle(first, old.id()).result()).isEqualTo("version 1");
    }
}

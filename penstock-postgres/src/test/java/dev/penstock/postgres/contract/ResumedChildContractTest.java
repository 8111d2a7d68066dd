package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.RunHandle;
import dev.penstock.failure.ErrorCode;
import dev.penstock.run.RunFailedException;
import dev.penstock.run.RunId;
import dev.penstock.run.RunState;
import dev.penstock.workflow.Child;
import dev.penstock.workflow.ChildOptions;
import dev.penstock.workflow.Run;
import dev.penstock.workflow.Workflow;
import dev.penstock.workflow.WorkflowFunction;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What becomes of a parent when its child, which has failed, is resumed. */
class ResumedChildContractTest extends Contract {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private volatile boolean mended;

    /** What a step returns that fails until it is mended. */
    private String fragile(String result) {
        if (!mended) {
            throw new IllegalStateException(result + " is broken");
        }
        return result;
    }

    private Workflow<String, String> packing() {
        return Workflow.define(
                "child",
                String.class,
                String.class,
                (in, run) -> run.step("pack", String.class, () -> fragile("pack")));
    }

    private static Workflow<String, String> workflow(WorkflowFunction<String, String> function) {
        return Workflow.define("fulfil", String.class, String.class, function);
    }

    private static <O> void assertFails(RunHandle<O> handle) {
        assertThatThrownBy(() -> handle.result(LIMIT)).isInstanceOf(RunFailedException.class);
    }

    @Test
    void a_child_is_resumed_when_its_parent_has_failed_and_the_parent_after_it() {
        var child = packing();
        var childId = new AtomicReference<RunId>();
        var seen = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var parent = workflow((in, run) -> {
            var packing = run.start("packing", child, in, ChildOptions.defaults());
            childId.set(packing.id());
            run.step("wait", String.class, () -> {
                seen.countDown();
                release.await();
                return "";
            });
            var shipped = packing.result() + run.step("ship", String.class, () -> " and shipped");
            run.sleep(Duration.ofMillis(5));
            return shipped;
        });
        var acme = open(EVICTS_AT_ONCE, parent, child).tenant("acme");
        var handle = acme.start(parent, "x");
        Await.open("the parent has started its child", seen);
        assertFails(acme.handle(child, childId.get()));

        assertRefused(ErrorCode.RUN_NOT_RESUMABLE, () -> acme.resume(childId.get()))
                .withMessageContaining("parent that is under way");
        release.countDown();
        assertFails(handle);
        mended = true;
        acme.resume(childId.get());
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("pack and shipped");
    }

    /** The parent refunds what its child could not pack, and replays. */
    @Test
    void a_detached_child_is_resumed_while_its_parent_keeps_to_the_failure_it_has_seen() {
        var childId = new AtomicReference<RunId>();
        var child = packing();
        var refunded = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        var parent = workflow((in, run) -> {
            var packing =
                    run.start("packing", child, in, ChildOptions.defaults().withDetached());
            childId.set(packing.id());
            var packed = packedOrRefunded(packing, run);
            return packed
                    + run.step("wait", String.class, () -> {
                        boolean waits = !mended;
                        refunded.countDown();
                        if (waits) {
                            never.await();
                        }
                        return "";
                    });
        });
        var first = open(parent, child);
        var handle = first.tenant("acme").start(parent, "x");
        Await.open("the parent is past its refund", refunded);

        mended = true;
        var resumed = first.tenant("acme").handle(child, childId.get());
        assertThat(resumed.resume()).isEqualTo(RunState.QUEUED);
        assertThat(resumed.result(LIMIT)).isEqualTo("pack");
        shutDown(first);

        assertThat(acme(parent, child).handle(parent, handle.id()).result(LIMIT))
                .isEqualTo("PEN-2001 twice, refunded");
    }

    @Test
    void a_childs_failure_that_the_code_went_past_stands_when_the_child_and_then_the_parent_is_resumed() {
        var childId = new AtomicReference<RunId>();
        var child = packing();
        var parent = workflow((in, run) -> {
            var packing = run.start("packing", child, in, ChildOptions.defaults());
            childId.set(packing.id());
            return packedOrRefunded(packing, run) + run.step("tell", String.class, () -> fragile(", told"));
        });
        var acme = acme(parent, child);
        var handle = acme.start(parent, "x");
        assertFails(handle);

        mended = true;
        acme.resume(childId.get());
        assertThat(acme.handle(child, childId.get()).result(LIMIT)).isEqualTo("pack");
        handle.resume();

        assertThat(handle.result(LIMIT)).isEqualTo("PEN-2001 twice, refunded, told");
    }

    private static String packedOrRefunded(Child<String> packing, Run run) {
        try {
            return packing.result();
        } catch (RunFailedException first) {
            try {
                return packing.result();
            } catch (RunFailedException second) {
                return second.code() + " twice, " + run.step("refund", String.class, () -> "refunded");
            }
        }
    }
}

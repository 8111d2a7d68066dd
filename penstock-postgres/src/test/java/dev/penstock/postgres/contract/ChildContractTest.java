package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.run.RunFailedException;
import dev.penstock.run.RunId;
import dev.penstock.run.RunState;
import dev.penstock.run.Start;
import dev.penstock.workflow.Child;
import dev.penstock.workflow.ChildOptions;
import dev.penstock.workflow.Workflow;
import dev.penstock.workflow.WorkflowFunction;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Children: started once, awaited for free, their failures told (FAILURES 8), and runs that continue as new ones. */
class ChildContractTest extends Contract {

    private static final Workflow<String, String> GREET = Workflow.define(
            "greet", String.class, String.class, (name, run) -> run.step("say", String.class, () -> "hello " + name));

    @Test
    void a_parent_gets_its_childs_output() {
        var parent = Workflow.define("parent", String.class, String.class, (in, run) -> run.call(GREET, in) + "!");

        var acme = acme(parent, GREET);
        var handle = acme.start(parent, "ada");

        assertThat(handle.result()).isEqualTo("hello ada!");
        assertThat(count("select count(*) from penstock.run where parent_run_id = '" + handle.id() + "'"))
                .isEqualTo(1);
    }

    @Test
    void a_parent_that_waits_leaves_memory_and_is_woken_by_its_child() {
        var release = new CountDownLatch(1);
        var child = Workflow.define(
                "child",
                String.class,
                String.class,
                (in, run) -> run.step("work", String.class, () -> {
                    release.await();
                    return in + " done";
                }));
        var parent = Workflow.define("parent", String.class, String.class, (in, run) -> run.call(child, in));

        var handle = open(EVICTS_AT_ONCE, parent, child).tenant("acme").start(parent, "x");
        Await.until("the parent waits", () -> handle.status().state() == RunState.WAITING);
        release.countDown();

        assertThat(handle.result()).isEqualTo("x done");
    }

    @Test
    void a_child_that_finishes_while_its_parent_parks_is_not_missed() {
        var parent = Workflow.define("parent", Integer.class, Integer.class, (n, run) -> {
            int sum = 0;
            for (int i = 0; i < n; i++) {
                sum += run.call(COUNT, i);
            }
            return sum;
        });

        var acme = open(EVICTS_AT_ONCE, parent, COUNT).tenant("acme");
        var handles =
                IntStream.range(0, 40).mapToObj(i -> acme.start(parent, 5)).toList();

        assertThat(handles)
                .allSatisfy(handle ->
                        assertThat(handle.result(Duration.ofSeconds(30))).isEqualTo(10));
    }

    private static final Workflow<Integer, Integer> COUNT =
            Workflow.define("count", Integer.class, Integer.class, (in, run) -> in);

    @Test
    void a_childs_failure_reaches_the_parent_as_data() {
        var child = Workflow.define("child", String.class, String.class, (in, run) -> {
            throw new IOException("child broke");
        });
        var parent = Workflow.define("parent", String.class, String.class, (in, run) -> {
            try {
                return run.call(child, in);
            } catch (RunFailedException e) {
                return e.code() + " " + e.failure().type() + " " + e.failure().message();
            }
        });

        assertThat(acme(parent, child).start(parent, "x").result())
                .isEqualTo("PEN-2001 java.io.IOException child broke");
    }

    @Test
    void a_child_that_times_out_or_is_cancelled_tells_its_parent_which() {
        var child = Workflow.define("child", String.class, String.class, (in, run) -> {
            run.sleep(Duration.ofHours(1));
            return "";
        });
        var parent = Workflow.define("parent", String.class, String.class, (in, run) -> {
            var options = ChildOptions.defaults();
            var slow = run.start(
                    "slow", child, in, options.withStart(Start.options().withTimeout(Duration.ofMillis(100))));
            var stopped = run.start("stopped", child, in, options);
            run.attribute("stopped", stopped.id().toString());
            return codeOf(slow) + " " + codeOf(stopped);
        });

        var acme = open(EVICTS_AT_ONCE, parent, child).tenant("acme");
        var handle = acme.start(parent, "x");
        Await.until(
                "the children are started", () -> handle.status().attributes().containsKey("stopped"));
        acme.cancel(RunId.of(handle.status().attributes().getOrDefault("stopped", "")));

        assertThat(handle.result()).isEqualTo("PEN-2003 PEN-2002");
    }

    @Test
    void a_parent_that_fails_because_its_child_timed_out_has_not_timed_out_itself() {
        var child = Workflow.define("child", String.class, String.class, (in, run) -> {
            run.sleep(Duration.ofHours(1));
            return "";
        });
        var options = ChildOptions.defaults().withStart(Start.options().withTimeout(Duration.ofMillis(100)));
        var parent = Workflow.define(
                "parent",
                String.class,
                String.class,
                (in, run) -> run.start("slow", child, in, options).result());

        var handle = open(EVICTS_AT_ONCE, parent, child).tenant("acme").start(parent, "x");

        assertThatThrownBy(handle::result).isInstanceOfSatisfying(RunFailedException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.RUN_FAILED);
            assertThat(e.failure().hasCode(ErrorCode.RUN_TIMED_OUT)).isTrue();
        });
    }

    private static String codeOf(Child<String> child) {
        try {
            return child.result();
        } catch (RunFailedException e) {
            return e.code().text();
        }
    }

    @Test
    void a_child_goes_on_when_the_process_of_its_parent_goes_away_and_the_parent_finds_it_finished() {
        var release = new CountDownLatch(1);
        var executed = new AtomicInteger();
        var child = Workflow.define("child", String.class, String.class, (in, run) -> {
            run.step("count", Integer.class, executed::incrementAndGet);
            return run.step("work", String.class, () -> {
                release.await();
                return "done";
            });
        });
        var parent = Workflow.define("parent", String.class, String.class, (in, run) -> run.call(child, in));

        var first = open(parent, child);
        var handle = first.tenant("acme").start(parent, "x");
        Await.until("the child has begun", () -> executed.get() == 1);
        shutDown(first);
        release.countDown();

        var second = open(parent, child).tenant("acme");
        assertThat(second.handle(parent, handle.id()).result()).isEqualTo("done");
        assertThat(executed).hasValue(1);
        assertThat(count("select count(*) from penstock.run where workflow = 'child'"))
                .isEqualTo(1);
    }

    @Test
    void cancelling_a_parent_cancels_its_children_unless_detached() {
        var child = Workflow.define("child", String.class, String.class, (in, run) -> {
            run.sleep(Duration.ofHours(1));
            return "";
        });
        var ids = new AtomicReference<>("");
        var parent = Workflow.define("parent", String.class, String.class, (in, run) -> {
            var attached = run.start("attached", child, in, ChildOptions.defaults());
            var detached = run.detach(child, in);
            ids.set(attached.id() + " " + detached.id());
            return attached.result();
        });

        var acme = open(EVICTS_AT_ONCE, parent, child).tenant("acme");
        var handle = acme.start(parent, "x");
        Await.until("all three wait", () -> count("select count(*) from penstock.run where state = 'waiting'") == 3);

        assertThat(handle.cancel()).isEqualTo(RunState.CANCELLED);
        var children = ids.get().split(" ");
        assertThat(acme.status(RunId.of(children[0])).state()).isEqualTo(RunState.CANCELLED);
        assertThat(acme.status(RunId.of(children[1])).state()).isEqualTo(RunState.WAITING);
    }

    @Test
    void cancelling_a_parent_inside_a_step_cancels_its_children_whether_they_wait_or_run() {
        var begun = new CountDownLatch(2);
        var never = new CountDownLatch(1);
        WorkflowFunction<String, String> hangs = (in, run) -> run.step("hang", String.class, () -> {
            begun.countDown();
            never.await();
            return "";
        });
        var runs = Workflow.define("runs", String.class, String.class, hangs);
        var waits = Workflow.define("waits", String.class, String.class, (in, run) -> {
            run.sleep(Duration.ofHours(1));
            return "";
        });
        var parent = Workflow.define("parent", String.class, String.class, (in, run) -> {
            run.start("waits", waits, in, ChildOptions.defaults());
            run.start("runs", runs, in, ChildOptions.defaults());
            return hangs.execute(in, run);
        });

        var handle = open(EVICTS_AT_ONCE, parent, runs, waits).tenant("acme").start(parent, "x");
        Await.open("parent and child are inside their steps", begun);
        Await.until(
                "the other child waits",
                () -> count("select count(*) from penstock.run where state = 'waiting' and workflow = 'waits'") == 1);
        handle.cancel();

        Await.until(
                "all three are cancelled",
                () -> count("select count(*) from penstock.run where state = 'cancelled'") == 3);
    }

    @Test
    void a_run_that_continues_as_new_keeps_its_handle_and_drops_its_history() {
        var workflow = Workflow.define("loop", Integer.class, String.class, (n, run) -> {
            run.step("count", Integer.class, () -> n);
            return n < 5 ? run.continueAsNew(n + 1) : "finished at " + n;
        });

        var acme = acme(workflow);
        var handle = acme.start(workflow, 0, Start.idempotencyKey("loop"));

        assertThat(handle.result()).isEqualTo("finished at 5");
        assertThat(handle.steps()).hasSize(1);
        assertThat(handle.status().continuedAs()).isNotNull();
        assertThat(count("select count(*) from penstock.run")).isEqualTo(6);
        assertThat(acme.start(workflow, 0, Start.idempotencyKey("loop")).result())
                .isEqualTo("finished at 5");
    }

    @Test
    void a_parent_waits_for_the_last_of_a_child_that_continues() {
        var child = Workflow.define("child", Integer.class, Integer.class, (n, run) -> {
            run.sleep(Duration.ofMillis(3));
            return n < 3 ? run.continueAsNew(n + 1) : n;
        });
        var parent = Workflow.define("parent", Integer.class, Integer.class, (n, run) -> run.call(child, n));

        assertThat(open(EVICTS_AT_ONCE, parent, child)
                        .tenant("acme")
                        .start(parent, 0)
                        .result(Duration.ofSeconds(20)))
                .isEqualTo(3);
    }

    @Test
    void a_child_of_a_workflow_that_is_not_registered_is_refused() {
        var parent = Workflow.define("parent", String.class, String.class, (in, run) -> run.call(GREET, in));

        assertThatThrownBy(acme(parent).start(parent, "x")::result)
                .isInstanceOfSatisfying(
                        RunFailedException.class,
                        e -> assertThat(e.failure().hasCode(ErrorCode.UNKNOWN_WORKFLOW))
                                .isTrue());
    }
}

package dev.penstock.postgres.fault;

import dev.penstock.Penstock;
import dev.penstock.postgres.ChildJvm;
import dev.penstock.workflow.Workflow;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A worker process that executes runs of a queue, and can be killed. */
final class QueueWorker {

    static final Duration LEASE = Duration.ofSeconds(1);

    /** A step that takes a moment. */
    static final Workflow<String, String> WORKS = Workflow.define(
            "works",
            String.class,
            String.class,
            (input, run) -> run.step("work", String.class, () -> {
                LockSupport.parkNanos(5_000_000);
                return "worked";
            }));

    /** A step from which only a kill leads out, in this process. */
    private static final Workflow<String, String> STAYS = stays(() -> new CountDownLatch(1).await());

    private QueueWorker() {}

    /** What the step does. */
    interface Stay {
        void stay() throws Exception;
    }

    static Workflow<String, String> stays(Stay stay) {
        return Workflow.define(
                "stays",
                String.class,
                String.class,
                (input, run) -> run.step("stay", String.class, () -> {
                    stay.stay();
                    return "stayed";
                }));
    }

    static Penstock open(String name, String url, String user, String password, Workflow<?, ?>... workflows) {
        return Penstock.connect(url, user, password)
                .connections(6)
                .worker(options -> options.withWorker(name).withLease(LEASE).withPoll(Duration.ofMillis(50)))
                .register(workflows)
                .start();
    }

    public static void main(String... arguments) throws Exception {
        try (var penstock = open("mortal", arguments[0], arguments[1], arguments[2], WORKS, STAYS)) {
            ChildJvm.tell("open");
            ChildJvm.awaitEnd();
        }
    }
}

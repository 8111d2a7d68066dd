package dev.penstock.postgres.fault;

import dev.penstock.Penstock;
import dev.penstock.postgres.ChildJvm;
import dev.penstock.workflow.Workflow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A worker process that stands inside a step until it is told otherwise, and says what becomes of it. */
final class HoldingWorker {

    /** How the worker process behaves inside the step. */
    enum Manner {
        /** Stays until it is interrupted, which it tells. */
        UNTIL_INTERRUPTED,
        /** Stays until the file to go by is there, whoever interrupts, and returns a result of its own. */
        UNTIL_GO
    }

    private HoldingWorker() {}

    public static void main(String... arguments) throws Exception {
        var manner = Manner.valueOf(arguments[3]);
        var lease = Duration.ofMillis(Long.parseLong(arguments[4]));
        var workflow = workflow(() -> stay(manner, arguments));
        var penstock = Penstock.connect(arguments[0], arguments[1], arguments[2])
                .worker(options -> options.withWorker("holding").withLease(lease))
                .register(workflow)
                .start();
        try {
            penstock.tenant("acme").start(workflow, "order-7");
            ChildJvm.awaitEnd();
        } finally {
            penstock.close(Duration.ofMillis(100));
        }
        ChildJvm.tell("closed");
    }

    /** What the step returns. */
    interface Stay {
        String stay() throws Exception;
    }

    static Workflow<String, String> workflow(Stay stay) {
        return Workflow.define("hold", String.class, String.class, (order, run) -> {
            var before = run.step("before", String.class, () -> order);
            var held = run.step("hold", String.class, stay::stay);
            return before + " " + held;
        });
    }

    private static String stay(Manner manner, String... arguments) throws Exception {
        ChildJvm.tell("holding");
        if (manner == Manner.UNTIL_INTERRUPTED) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ChildJvm.tell("interrupted");
                throw e;
            }
        }
        while (!Files.exists(Path.of(arguments[5]))) {
            Thread.interrupted();
            LockSupport.parkNanos(2_000_000);
        }
        ChildJvm.tell("returns");
        return "by the paused";
    }
}

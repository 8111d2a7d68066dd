package dev.penstock.postgres.fault;

import dev.penstock.Penstock;
import dev.penstock.postgres.ChildJvm;
import dev.penstock.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;

/** A worker process that tells what it takes the time for, and then sleeps in a run. */
final class WorkerWithSkewedClock {

    static final Duration NAP = Duration.ofSeconds(3);

    static final Workflow<Integer, String> SLEEP = Workflow.define("sleep", Integer.class, String.class, (n, run) -> {
        run.sleep(NAP);
        return "awake";
    });

    private WorkerWithSkewedClock() {}

    public static void main(String... arguments) throws Exception {
        ChildJvm.tell(Instant.now().toString());
        var penstock = Penstock.connect(arguments[0], arguments[1], arguments[2])
                .worker(options -> options.withWorker("skewed")
                        .withLease(Duration.ofSeconds(1))
                        .withEvictAfter(Duration.ofMillis(Long.parseLong(arguments[3]))))
                .register(SLEEP)
                .start();
        ChildJvm.tell(penstock.tenant("acme").start(SLEEP, 1).result(Duration.ofMinutes(1)));
        ChildJvm.awaitEnd();
        penstock.close(Duration.ofMillis(100));
    }
}

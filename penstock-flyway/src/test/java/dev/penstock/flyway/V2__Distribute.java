package dev.penstock.flyway;

import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.plan.Operation;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** Carries out the plan of a test. */
final class V2__Distribute extends CitusPlanMigration {

    private final String plan;
    private final Consumer<Operation> done;

    V2__Distribute(String plan, Consumer<Operation> done) {
        this.plan = plan;
        this.done = done;
    }

    @Override
    protected String plan() {
        return plan;
    }

    @Override
    protected ApplyOptions options() {
        return ApplyOptions.defaults()
                .withLocks(Duration.ofMillis(100), Duration.ofMillis(300))
                .withLongTransaction(Duration.ofMinutes(10))
                .confirming(Set.of("code-names-tenant", "code-writes-tenant"));
    }

    @Override
    protected Watcher watcher() {
        return new Watcher() {
            @Override
            public void finished(Operation operation, boolean skipped) {
                if (!skipped) {
                    done.accept(operation);
                }
            }
        };
    }
}

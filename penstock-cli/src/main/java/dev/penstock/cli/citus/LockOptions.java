package dev.penstock.cli.citus;

import dev.penstock.citus.apply.ApplyOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a verb that changes tables waits for their locks. */
final class LockOptions {

    @Option(
            names = "--lock-timeout",
            paramLabel = "MILLIS",
            defaultValue = "300",
            description =
                    "How long one attempt waits for a lock, and so the application behind it. Default: ${DEFAULT-VALUE}")
    private int lockTimeoutMillis;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long an operation tries again to get its locks. Default: ${DEFAULT-VALUE}")
    private int patienceSeconds;

    ApplyOptions applyOptions() {
        return ApplyOptions.defaults()
                .withLocks(Duration.ofMillis(lockTimeoutMillis), Duration.ofSeconds(patienceSeconds));
    }
}

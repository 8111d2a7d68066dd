package dev.penstock.store;

import dev.penstock.run.RunId;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run to be inserted. When the key is taken already nothing is written and the existing run stands.
 *
 * @param holder the worker that executes it at once (state {@code running}, epoch 1), or null to queue it
 * @param input JSON text
 * @param parent the run that starts it as a child, of the same tenant
 * @param detached whether it goes on when the parent is cancelled
 * @param limited whether its holder counts it within a limit; when the holder's lease has ended, others may have been
 *     given that part, and the run is queued for them
 */
public record NewRun(
        RunKey key,
        String workflow,
        String version,
        boolean direct,
        @Nullable String input,
        @Nullable WorkerId holder,
        Duration delay,
        int priority,
        @Nullable Duration timeout,
        @Nullable String idempotencyKey,
        Map<String, String> attributes,
        @Nullable RunId parent,
        boolean detached,
        String queue,
        boolean limited) {}

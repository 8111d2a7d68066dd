package dev.penstock.run;

import dev.penstock.failure.Failure;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the store knows of a run at one moment, without its input and output.
 *
 * @param dueAt when it is next to be executed; null while running, when finished, or while it waits for something
 *     other than time
 * @param deadlineAt when it fails with {@code PEN-2003} if it has not finished by then
 * @param parent the run that started it as a child, if any
 * @param continuedAs the run that carries on after {@code continueAsNew}, if any
 * @param direct whether it is a single step outside any workflow ({@code Workflow.ofStep})
 * @param epoch how many times the run changed hands; every write of a worker is checked against it
 */
public record RunStatus(
        String tenant,
        RunId id,
        String workflow,
        String version,
        RunState state,
        boolean paused,
        boolean cancelRequested,
        int priority,
        String queue,
        long epoch,
        boolean direct,
        @Nullable String idempotencyKey,
        @Nullable RunId parent,
        @Nullable RunId continuedAs,
        Map<String, String> attributes,
        @Nullable Failure failure,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable Instant dueAt,
        @Nullable Instant deadlineAt) {}

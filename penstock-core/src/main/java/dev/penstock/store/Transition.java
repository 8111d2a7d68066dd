package dev.penstock.store;

import dev.penstock.failure.Failure;
import dev.penstock.run.RunId;
import org.jspecify.annotations.Nullable;

/** What becomes of a run that its holder lets go of. The holding ends with it. */
public sealed interface Transition {

    /**
     * Parked.
     *
     * @param due when it is next to be executed; null when it waits for {@code child} alone
     * @param child the child it waits for: when that child is finished already, or as soon as it finishes, the run is
     *     due at once
     */
    record Wait(@Nullable Due due, @Nullable RunId child) implements Transition {}

    /** Finished with an output (JSON text). */
    record Complete(@Nullable String output) implements Transition {}

    /** Finished; the run goes on as {@code next}, which takes over parent and deadline. */
    record Continue(NewRun next) implements Transition {}

    /** Finished with a failure. */
    record Fail(Failure failure) implements Transition {}

    /** Stopped on request; children that are not detached are cancelled with it. */
    record Cancel(Failure failure) implements Transition {}

    /** Handed back to the queue, due at once; for shutdown. */
    record Release() implements Transition {}
}

package dev.penstock.engine;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.store.Transition;

/** Why an execution has to leave its code. The later ones overrule the earlier ones. */
enum Stop {
    /** The process shuts down; the run goes to another worker. */
    SHUTDOWN,
    /** The run's deadline has passed. */
    DEADLINE,
    CANCEL,
    /** The journal could not make an entry durable in time; nothing more can be recorded now. */
    STORE_LOST,
    /** The run is in other hands. */
    SUPERSEDED;

    Unwind unwind(String run) {
        return switch (this) {
            case SHUTDOWN -> Unwind.with("shutdown", new Transition.Release());
            case DEADLINE -> Unwind.with("deadline", new Transition.Fail(timedOut(run)));
            case CANCEL -> Unwind.with("cancelled", new Transition.Cancel(cancelled(run)));
            case STORE_LOST -> Unwind.recorded("store lost");
            case SUPERSEDED -> Unwind.recorded("superseded");
        };
    }

    static Failure timedOut(String run) {
        return Failure.of(ErrorCode.RUN_TIMED_OUT, run + " did not finish before its deadline");
    }

    static Failure cancelled(String run) {
        return Failure.of(ErrorCode.RUN_CANCELLED, run + " was cancelled");
    }
}

package dev.penstock.engine;

import org.jspecify.annotations.Nullable;

/** The right to interrupt one step function while, and only while, it is under way on its thread. */
final class Interruption {

    enum Reason {
        TIMEOUT,
        /** The execution stops, see {@link Stop}. */
        STOP,
        /** Another step was first. */
        NOT_NEEDED
    }

    private final Thread thread = Thread.currentThread();
    private @Nullable Reason reason;
    private boolean over;

    synchronized void interrupt(Reason why) {
        if (!over && reason == null) {
            reason = why;
            thread.interrupt();
        }
    }

    /** The function has returned or thrown: from here on the thread's interrupt flag is its own again. */
    synchronized @Nullable Reason end() {
        over = true;
        if (reason != null) {
            Thread.interrupted();
        }
        return reason;
    }
}

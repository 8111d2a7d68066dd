package dev.penstock.engine;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The right to interrupt one attempt of a step on its thread, until its function has returned: what is then made durable
 * is not to be disturbed. What a function returns after it was interrupted is not made durable, because nobody can tell
 * part of a result from the whole.
 *
 * <p>Threads: the thread is the engine's own. A flag that a function leaves on it asks nobody for anything, and would have
 * the store refuse the record and close the connection, so it is cleared.
 */
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
    private boolean open = true;

    synchronized void interrupt(Reason why) {
        if (reason == null) {
            reason = why;
            if (open) {
                thread.interrupt();
            }
        }
    }

    /**
     * Calls the function, again when its transaction was lost, unless the attempt has been interrupted. Throws when it has
     * been meanwhile.
     */
    <T> T around(Callable<T> function) throws Exception {
        begin();
        T value = function.call();
        if (end() != null) {
            throw new InterruptedException("interrupted, and returned all the same");
        }
        return value;
    }

    private synchronized void begin() throws InterruptedException {
        if (reason != null) {
            throw new InterruptedException("interrupted before its function was called");
        }
        open = true;
    }

    /** Nothing is interrupted any more; tells why it was, if it was. */
    synchronized @Nullable Reason end() {
        open = false;
        Thread.interrupted();
        return reason;
    }
}

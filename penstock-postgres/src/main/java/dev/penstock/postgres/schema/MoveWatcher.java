package dev.penstock.postgres.schema;

import java.time.Duration;

/** Is told how a move goes. */
public interface MoveWatcher {

    /** What is done next, or has happened. */
    void said(String what);

    /** @param of about how many runs there are */
    void copied(long runs, long of);

    /** The tables have changed places, and writers have waited so long. */
    void swapped(Duration stall);
}

package dev.penstock.postgres.schema;

import java.time.Duration;

/**
 * How a move treats those who write meanwhile.
 *
 * @param batch how many runs are copied in one transaction
 * @param lockTimeout how long an attempt waits for the tables, and so the writers behind it
 * @param stall how long writers may wait in all while the tables change places; what takes longer is taken back
 * @param patience how long attempts go on
 */
public record MoveOptions(int batch, Duration lockTimeout, Duration stall, Duration patience) {

    public static MoveOptions defaults() {
        return new MoveOptions(2_000, Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofMinutes(10));
    }

    /** The same with another longest wait of the writers. */
    public MoveOptions withStall(Duration longest) {
        return new MoveOptions(batch, lockTimeout, longest, patience);
    }

    /** The same with other parts. */
    public MoveOptions withBatch(int runs) {
        return new MoveOptions(runs, lockTimeout, stall, patience);
    }
}

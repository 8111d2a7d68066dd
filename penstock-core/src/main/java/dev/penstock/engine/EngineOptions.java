package dev.penstock.engine;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.time.Duration;

/**
 * How this process works. Immutable.
 *
 * @param worker a name for people, such as the host's
 * @param slots how many runs it executes at once, 1 or more; each costs a virtual thread and its history
 * @param lease how long the database waits for this worker's heartbeat before its runs go to others; 1 s or more
 * @param evictAfter a run that has to wait longer than this leaves memory
 * @param poll the longest time between two looks for due runs: how late one is found when the notification was lost
 * @param payloadCharsMax the longest payload, in characters of JSON text
 */
public record EngineOptions(
        String worker, int slots, Duration lease, Duration evictAfter, Duration poll, int payloadCharsMax) {

    public EngineOptions {
        if (slots < 1
                || lease.compareTo(Duration.ofSeconds(1)) < 0
                || evictAfter.isNegative()
                || poll.compareTo(Duration.ofMillis(1)) < 0
                || payloadCharsMax < 1) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION,
                    "worker options slots=" + slots + ", lease=" + lease + ", evictAfter=" + evictAfter + ", poll="
                            + poll + ", payloadCharsMax=" + payloadCharsMax
                            + "; accepted are 1 or more slots, a lease of 1 s or more, a poll of 1 ms or more, and 1 or"
                            + " more characters");
        }
    }

    public static EngineOptions defaults() {
        return new EngineOptions(
                "worker",
                1_000,
                Duration.ofSeconds(10),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                4 * 1024 * 1024);
    }

    public EngineOptions withWorker(String name) {
        return new EngineOptions(name, slots, lease, evictAfter, poll, payloadCharsMax);
    }

    public EngineOptions withSlots(int slots) {
        return new EngineOptions(worker, slots, lease, evictAfter, poll, payloadCharsMax);
    }

    public EngineOptions withLease(Duration lease) {
        return new EngineOptions(worker, slots, lease, evictAfter, poll, payloadCharsMax);
    }

    public EngineOptions withEvictAfter(Duration moment) {
        return new EngineOptions(worker, slots, lease, moment, poll, payloadCharsMax);
    }

    public EngineOptions withPoll(Duration poll) {
        return new EngineOptions(worker, slots, lease, evictAfter, poll, payloadCharsMax);
    }

    public EngineOptions withPayloadCharsMax(int chars) {
        return new EngineOptions(worker, slots, lease, evictAfter, poll, chars);
    }
}

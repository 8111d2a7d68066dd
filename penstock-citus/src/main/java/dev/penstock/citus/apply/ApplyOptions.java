package dev.penstock.citus.apply;

import static dev.penstock.citus.failure.CitusErrorCode.INVALID_OPTION;

import dev.penstock.citus.failure.CitusException;
import java.time.Duration;
import java.util.Set;

/**
 * How to apply a plan. Immutable.
 *
 * @param mode of moving tables
 * @param lockTimeout how long a lock is waited for, and so how long the application may wait behind us
 * @param patience how long an operation tries to get its locks
 * @param batchTarget how long a batch should take; its size follows
 * @param throttle share of the time that batches rest, 0 to less than 1
 * @param longTransaction transactions older than this stop the preflight: everything waits for them
 * @param confirmed ids of the confirmations that are given
 */
public record ApplyOptions(
        Mode mode,
        Duration lockTimeout,
        Duration patience,
        Duration batchTarget,
        double throttle,
        Duration longTransaction,
        Set<String> confirmed) {

    private static final ApplyOptions DEFAULTS = new ApplyOptions(
            Mode.ONLINE,
            Duration.ofMillis(300),
            Duration.ofMinutes(10),
            Duration.ofMillis(250),
            0.2,
            Duration.ofMinutes(1),
            Set.of());

    /** How tables move. */
    public enum Mode {
        /** Large ones while they are written; small ones in one transaction, which is shorter than the way around it. */
        ONLINE,
        /** All of a component in one transaction: no moment without a foreign key, but writes wait for the whole copy. */
        BLOCKING
    }

    public ApplyOptions {
        confirmed = Set.copyOf(confirmed);
        if (lockTimeout.toMillis() < 1 || lockTimeout.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new CitusException(
                    INVALID_OPTION, "a lock timeout of " + lockTimeout + "; 1 ms to 5 min is accepted");
        }
        if (!(throttle >= 0 && throttle < 1)) {
            throw new CitusException(INVALID_OPTION, "a throttle of " + throttle + "; 0 to less than 1 is accepted");
        }
    }

    /** Online; 300 ms for a lock, ten minutes of trying; batches of 250 ms that rest a fifth of the time. */
    public static ApplyOptions defaults() {
        return DEFAULTS;
    }

    public ApplyOptions withMode(Mode chosen) {
        return new ApplyOptions(chosen, lockTimeout, patience, batchTarget, throttle, longTransaction, confirmed);
    }

    public ApplyOptions withLocks(Duration timeout, Duration trying) {
        return new ApplyOptions(mode, timeout, trying, batchTarget, throttle, longTransaction, confirmed);
    }

    public ApplyOptions withThrottle(double share, Duration target) {
        return new ApplyOptions(mode, lockTimeout, patience, target, share, longTransaction, confirmed);
    }

    public ApplyOptions withLongTransaction(Duration age) {
        return new ApplyOptions(mode, lockTimeout, patience, batchTarget, throttle, age, confirmed);
    }

    public ApplyOptions confirming(Set<String> gates) {
        return new ApplyOptions(mode, lockTimeout, patience, batchTarget, throttle, longTransaction, gates);
    }
}

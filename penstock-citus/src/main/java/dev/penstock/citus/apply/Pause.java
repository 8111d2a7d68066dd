package dev.penstock.citus.apply;

import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;

/** Waiting, which an interruption ends. */
final class Pause {

    private Pause() {}

    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CitusException(
                    CitusErrorCode.OPERATION_FAILED, "interrupted; apply again, it goes on where this stopped", e);
        }
    }
}

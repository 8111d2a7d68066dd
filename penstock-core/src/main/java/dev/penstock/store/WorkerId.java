package dev.penstock.store;

import java.util.UUID;

/** One incarnation of a worker process; never used again after its lease has ended. */
public record WorkerId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

package dev.penstock.store;

import java.time.Duration;
import java.time.Instant;

/** A moment on the database clock, told as a point in time or as a distance from the commit that records it. */
public sealed interface Due {
    record At(Instant instant) implements Due {}

    record In(Duration duration) implements Due {}

    Due NOW = new In(Duration.ZERO);
}

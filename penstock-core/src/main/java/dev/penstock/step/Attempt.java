package dev.penstock.step;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One attempt of a step, as its function may want to know it. */
public final class Attempt {

    private final int number;
    private final Supplier<String> idempotencyKey;
    private final @Nullable Duration timeout;

    /** Describes an attempt; the key is only made when it is asked for. */
    public Attempt(int number, Supplier<String> idempotencyKey, @Nullable Duration timeout) {
        this.number = number;
        this.idempotencyKey = idempotencyKey;
        this.timeout = timeout;
    }

    /** 1 for the first. */
    public int number() {
        return number;
    }

    /**
     * The same for every attempt of this step of this run and for no other: hand it to systems that recognise repeated
     * requests.
     */
    public String idempotencyKey() {
        return idempotencyKey.get();
    }

    /** The limit of this attempt, null for none. */
    public @Nullable Duration timeout() {
        return timeout;
    }
}

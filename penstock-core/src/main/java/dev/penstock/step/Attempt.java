package dev.penstock.step;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a step, as its function may want to know it.
 *
 * @param number 1 for the first
 * @param idempotencyKey the same for every attempt of this step of this run and for no other: hand it to systems that
 *     recognise repeated requests
 * @param timeout the limit of this attempt, null for none
 */
public record Attempt(
        int number, String idempotencyKey, @Nullable Duration timeout) {}

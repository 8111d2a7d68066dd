package dev.penstock.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a queue's rate allows to start now.
 *
 * @param granted how many
 * @param nextIn how long until there is another; null when as many were granted as wanted
 */
public record Draw(int granted, @Nullable Duration nextIn) {}

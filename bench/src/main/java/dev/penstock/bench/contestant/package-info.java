/**
 * Who takes part, and the JVM of its own that each one runs in.
 *
 * <p>Heaps and compiled code of two contestants never mix: the parent starts one {@link
 * dev.penstock.bench.contestant.ContestantMain} per contestant, which opens it once and then obeys orders read from its
 * standard input, one line each, answering with one line each. So a round of one contestant can follow a round of
 * another within milliseconds, while every JVM stays warm.
 */
@NullMarked
package dev.penstock.bench.contestant;

import org.jspecify.annotations.NullMarked;

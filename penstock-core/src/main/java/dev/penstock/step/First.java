package dev.penstock.step;

/**
 * Which of several steps settled first, and how.
 *
 * @param position 0-based, in the order the steps were given
 */
public record First<T>(int position, Outcome<T> outcome) {}

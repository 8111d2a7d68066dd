package dev.penstock.citus.journal;

/**
 * Something that was there before the plan.
 *
 * @param kind such as {@code comment} or {@code constraint}
 * @param subject what it is about, as a person would name it
 * @param value as PostgreSQL writes it
 */
public record Fact(String kind, String subject, String value) {}

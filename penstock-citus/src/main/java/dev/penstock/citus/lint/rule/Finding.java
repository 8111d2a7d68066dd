package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Span;

/**
 * A hazard at a place.
 *
 * @param message names the table, column, constraint or function
 */
public record Finding(Card card, String path, Span span, String message) {}

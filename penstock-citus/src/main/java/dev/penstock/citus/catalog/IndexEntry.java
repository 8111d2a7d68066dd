package dev.penstock.citus.catalog;

import org.jspecify.annotations.Nullable;

/**
 * One column or expression of an index.
 *
 * @param column null when it is an expression
 * @param expression null when it is a column
 * @param included carried along, not part of the key
 */
public record IndexEntry(@Nullable String column, @Nullable String expression, boolean included) {}

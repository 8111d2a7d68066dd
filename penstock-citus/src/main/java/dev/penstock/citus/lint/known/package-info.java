/**
 * What a linter knows of a database at a point of a migration: what a live catalog said, and what the statements up to there have
 * made of it. A table that neither describes is unknown, which is not the same as plain.
 *
 * <p>Everything is immutable, so the state before and after any statement can be asked for.
 */
@NullMarked
package dev.penstock.citus.lint.known;

import org.jspecify.annotations.NullMarked;

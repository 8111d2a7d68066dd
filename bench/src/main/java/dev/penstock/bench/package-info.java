/**
 * Measurements of Penstock against its peers and against a bare loop.
 *
 * <p>One PostgreSQL server carries all contestants, each in a database of its own. They take turns of a few seconds,
 * A B C A B C, so that whatever else the machine does meanwhile falls on all of them alike; what is compared are medians
 * over the rounds. {@code README.md} beside this module says how to read the numbers and where they end.
 */
@NullMarked
package dev.penstock.bench;

import org.jspecify.annotations.NullMarked;

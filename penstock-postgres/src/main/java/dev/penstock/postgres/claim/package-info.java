/**
 * Claims: how a due run gets into a worker's hands.
 *
 * <p>In two stages, since rows of several shards cannot be locked in one statement: candidates are found without any
 * lock, most urgent first, then taken by compare-and-set on their epoch. Two workers may find the same candidates; each
 * run goes to exactly one of them, and the other simply gets fewer. Taking is repeatable: when the answer was lost with
 * its connection, the next attempt also returns what the first had taken, which is recognised by worker and epoch; that
 * is why a store claims one request at a time.
 *
 * <p>Histories of all runs claimed come in one statement; a run that nobody held before has none and costs none.
 */
@NullMarked
package dev.penstock.postgres.claim;

import org.jspecify.annotations.NullMarked;

/**
 * The seam between executing runs and keeping them: what the engine asks of a store, in the words of the domain.
 *
 * <p>It exists because the engine must not know JDBC and the store must not know workflow code; tests use it to crash a
 * process at an exact moment. A store is found by {@link java.util.ServiceLoader} ({@link
 * dev.penstock.store.StoreProvider}).
 *
 * <h2>Fencing</h2>
 *
 * <p>A worker holds a lease for all its runs; a run carries the worker and an epoch ({@link
 * dev.penstock.store.Holding}). Every write names the holding it is made under and is refused as {@link
 * dev.penstock.store.Verdict#SUPERSEDED} when the run has changed hands, so a worker that was paused cannot write over
 * its successor.
 */
@NullMarked
package dev.penstock.store;

import org.jspecify.annotations.NullMarked;

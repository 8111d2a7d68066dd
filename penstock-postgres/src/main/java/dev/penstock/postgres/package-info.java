/**
 * The store on PostgreSQL: {@link dev.penstock.postgres.PostgresStoreProvider} is found by the engine and opens it.
 *
 * <h2>Tables</h2>
 *
 * <p>{@code penstock.run} has one row per run, {@code penstock.step} one row per step with attempts and timing inside,
 * {@code penstock.worker} one row per incarnation of a worker. The tenant leads every key, on PostgreSQL as on Citus.
 * The constraints spell the state machine. Payloads are {@code json}: kept letter by letter, readable in psql, never
 * looked into; failures, metadata and attributes are {@code jsonb}.
 *
 * <p>There are no foreign keys. From step to run one would cost a third of the journal's throughput (measured: 0.68 of
 * it is left) and prove what the fencing join of every insert proves already; from child to parent it would take a lock
 * on the parent with every child. In return nothing but {@code run/delete.sql} deletes, a run together with its steps.
 *
 * <h2>Folders</h2>
 *
 * <p>{@code schema} migrates, {@code journal} writes, {@code claim} and {@code lease} hand runs out and take them back,
 * {@code run} and {@code step} look, {@code pool} connects, {@code sql} holds statements. Every statement is a file.
 *
 * <h2>Time</h2>
 *
 * <p>All times are the database's. What a flush writes carries the moment at which it got its lock.
 */
@NullMarked
package dev.penstock.postgres;

import org.jspecify.annotations.NullMarked;

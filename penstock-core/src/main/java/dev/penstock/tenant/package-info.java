/**
 * Tenants that are spread: one that is too large for one shard is stored under several names, its buckets.
 *
 * <h2>Where a run is</h2>
 *
 * <p>The last ten bits of a run's id are its {@linkplain dev.penstock.run.RunId#slot slot}, the slot leads to the bucket,
 * so whoever has the id knows where the run is and asks nobody. A time-ordered id has a random slot, one from an
 * idempotency key has it from the hash: the same key leads to the same bucket, so there is still one run. Children and
 * continuations have the slot of the run that starts them, so all that one run does stays in one place.
 *
 * <p>Below the API a bucket is a tenant like any other: what is stored in the column {@code tenant}, by which shards,
 * lanes, claims and fences go, knows of no spreading. Only names are told apart: a bucket's is the tenant's name, a
 * {@code ~} and a number, and nobody else may have such a name.
 *
 * <h2>Who knows of it</h2>
 *
 * <p>A spread stands in the database for ever, and is written before the tenant has its first run. A process reads what
 * there is when it opens, and goes by what it knows. If it does not know yet, it learns of it when it matters: a start
 * under the plain name is refused by the very statement that would insert it, and made again in the bucket; an answer of
 * nothing is given only after another look. What was found under the plain name proves that there is no spread. So a
 * tenant that is not spread costs no statement, and one that is costs one, once in a process.
 *
 * <h2>The first run and the spread at the same time</h2>
 *
 * <ol>
 * <li>The row is committed. Every statement that begins from now on sees it, and starts nothing in this tenant.
 * <li>Whatever was open at that moment, on any node, may not have seen it. It is waited for, all of it.
 * <li>If the tenant has a run now, the row is taken back and the spread refused. Otherwise the row is settled, and starts
 *     go into the buckets.
 * </ol>
 *
 * <p>Nobody waits for a lock in this, and it does not matter at which isolation others work. A process that dies in
 * between leaves a tenant in which nothing can be started until the spread is declared again.
 */
@NullMarked
package dev.penstock.tenant;

import org.jspecify.annotations.NullMarked;

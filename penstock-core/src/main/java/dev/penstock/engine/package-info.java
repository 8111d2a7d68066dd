/**
 * Executes runs over the {@linkplain dev.penstock.store store seam}: threads and decisions, no I/O of its own.
 *
 * <h2>Ideas</h2>
 *
 * <ul>
 *   <li>{@link dev.penstock.engine.Engine} is this process's worker: it starts runs in free slots, looks for due ones,
 *       keeps the lease.
 *   <li>{@code Execution} is one run in this process, from its launch until it finishes, parks or changes hands. It has
 *       one virtual thread of its own.
 *   <li>{@code RunContext} is what workflow code sees of it; {@code History} holds the pure rules of replay.
 *   <li>{@code Steps} and {@code Group} carry out one step, or several side by side.
 * </ul>
 *
 * <h2>How an execution ends</h2>
 *
 * <pre>
 * the code returns or throws  → Complete / Fail is recorded, the run is finished
 * it waits longer than a moment → Wait is recorded, the code is unwound ({@code Unwind}), slot and heap are free
 * cancellation, deadline      → at the next durable operation, or by interrupting the step under way
 * shutdown                    → Release is recorded at the next durable operation
 * its writes are refused      → it stops without writing: another worker has the run
 * </pre>
 *
 * <h2>Time</h2>
 *
 * <p>Due times are the database's. In memory the engine waits by the monotonic clock, from a reading of the database
 * clock that is never ahead of it ({@code DatabaseClock}), so a timer never fires early.
 */
@NullMarked
package dev.penstock.engine;

import org.jspecify.annotations.NullMarked;

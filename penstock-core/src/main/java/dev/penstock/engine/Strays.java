package dev.penstock.engine;

import dev.penstock.store.Holding;
import dev.penstock.store.WorkerId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs that are in this worker's hands as the database has it, and that nobody executes: a start, a child or a continuation
 * has become durable whose answer was lost, and the journal gave up before it could ask again. As long as the worker lives
 * nobody would take them over.
 *
 * <p>A run on its way from the journal to its execution looks the same, so one is astray that two looks in a row have seen.
 * Looks are a lease apart. Of one that is on its way for longer the fence stops the execution.
 *
 * <p>Threads: one at a time.
 */
final class Strays {

    /** How many are found at once, whatever else the worker has in hand. */
    private static final int FOUND_MAX = 1_000;

    private final Engine engine;
    private Set<Holding> seen = Set.of();

    Strays(Engine engine) {
        this.engine = engine;
    }

    /** @param leaving what is about to be handed back */
    List<Holding> look(WorkerId worker, Collection<Holding> leaving) {
        var held = new HashSet<>(engine.store().held(worker, engine.options().slots() + leaving.size() + FOUND_MAX));
        // Asked for afterwards, so that what began meanwhile is among them.
        engine.executions().forEach(execution -> held.remove(execution.claimed().holding()));
        held.removeAll(Set.copyOf(leaving));
        var astray = held.stream().filter(seen::contains).toList();
        seen = held;
        return astray;
    }
}

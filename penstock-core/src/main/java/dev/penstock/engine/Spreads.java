package dev.penstock.engine;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunId;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.Store;
import dev.penstock.tenant.Spread;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The tenants that are spread over buckets, as far as this process has heard; a spread does not go away again. Without
 * hearing of it nothing goes wrong, see the note of {@link dev.penstock.tenant}.
 *
 * <p>Threads: any.
 */
public final class Spreads {

    private static final int STARTS_MAX = 3;

    private final Store store;
    private final Map<String, Spread> known = new ConcurrentHashMap<>();

    /** Knows of none yet. */
    Spreads(Store store) {
        this.store = store;
    }

    /** Reads those that there are. */
    void know() {
        known.putAll(store.spreads());
    }

    /** Where a run of a tenant is. */
    public RunKey key(String tenant, RunId run) {
        var spread = known.get(tenant);
        return new RunKey(spread == null ? tenant : spread.bucketOf(run), run);
    }

    /** What stands for a tenant in the store. */
    public List<String> stored(String tenant) {
        var spread = known.get(tenant);
        return spread == null ? List.of(tenant) : spread.buckets();
    }

    Collection<String> stored(Collection<String> tenants) {
        return tenants.stream().flatMap(tenant -> stored(tenant).stream()).collect(Collectors.toSet());
    }

    /** With what holds for a tenant for each of its buckets. */
    <T> Map<String, T> stored(Map<String, T> tenants) {
        return tenants.entrySet().stream()
                .flatMap(tenant -> stored(tenant.getKey()).stream().map(stored -> Map.entry(stored, tenant.getValue())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** How many more buckets there are than tenants that have some. */
    int surplus() {
        return known.values().stream()
                .mapToInt(spread -> spread.buckets().size() - 1)
                .sum();
    }

    /** Takes over what was declared; looks when it is not known. Returns whether it was news. */
    public boolean learn(String tenant) {
        if (known.containsKey(tenant)) {
            return false;
        }
        var spread = store.spread(tenant);
        spread.ifPresent(found -> known.put(tenant, found));
        return spread.isPresent();
    }

    /**
     * Asks for something, and again when the answer is nothing because the tenant was spread in the meantime.
     *
     * @param nothing whether an answer could be for want of knowing
     */
    public <T> T ask(String tenant, Supplier<T> question, Predicate<T> nothing) {
        T answer = question.get();
        return nothing.test(answer) && learn(tenant) ? question.get() : answer;
    }

    /** Starts a run in the caller's transaction, and returns where it is, or was already. */
    RunKey start(Connection connection, String tenant, NewRun run) {
        // The database places it, whether this process knows of a spread or not.
        return store.start(connection, run).orElseGet(() -> {
            learn(tenant);
            return key(tenant, run.key().id());
        });
    }

    /** Starts something, and again when it was refused because the tenant was spread in the meantime. */
    <T> T start(String tenant, Supplier<T> start) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start.get();
            } catch (PenstockException refused) {
                if (refused.code() != ErrorCode.TENANT_SPREADS || attempt == STARTS_MAX) {
                    throw refused;
                }
                learn(tenant);
            }
        }
    }
}

package dev.penstock.postgres.shard;

import dev.penstock.store.RunKey;
import java.util.List;
import java.util.UUID;

/** The keys of runs as statements take them: two arrays of the same order. */
public final class RunKeys {

    private RunKeys() {}

    public static String[] tenants(List<RunKey> runs) {
        return runs.stream().map(RunKey::tenant).toArray(String[]::new);
    }

    public static UUID[] ids(List<RunKey> runs) {
        return runs.stream().map(run -> run.id().value()).toArray(UUID[]::new);
    }
}

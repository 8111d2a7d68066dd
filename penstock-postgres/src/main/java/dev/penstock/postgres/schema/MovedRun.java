package dev.penstock.postgres.schema;

import java.util.Collection;
import java.util.UUID;

/** The key of a run, as the tables have it. */
record MovedRun(String tenant, UUID run) {

    static String[] tenants(Collection<MovedRun> runs) {
        return runs.stream().map(MovedRun::tenant).toArray(String[]::new);
    }

    static UUID[] ids(Collection<MovedRun> runs) {
        return runs.stream().map(MovedRun::run).toArray(UUID[]::new);
    }
}

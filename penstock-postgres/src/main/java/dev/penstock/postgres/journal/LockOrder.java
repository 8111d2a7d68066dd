package dev.penstock.postgres.journal;

import dev.penstock.store.RunKey;
import java.util.Comparator;
import java.util.UUID;

/** The order in which every statement locks run rows: by run id as PostgreSQL compares it, then by tenant. */
public final class LockOrder {

    /** UUIDs compare byte by byte; the JDK's own order takes the halves for signed numbers. */
    public static final Comparator<RunKey> OF_RUNS = Comparator.comparing(
                    (RunKey run) -> run.id().value(),
                    Comparator.<UUID>comparingLong(id -> id.getMostSignificantBits() + Long.MIN_VALUE)
                            .thenComparingLong(id -> id.getLeastSignificantBits() + Long.MIN_VALUE))
            .thenComparing(RunKey::tenant);

    private LockOrder() {}
}

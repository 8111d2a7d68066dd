package dev.penstock.bench.queue;

import dev.penstock.bench.trial.Database;
import java.util.Locale;

/** Whose queue. */
enum QueueContestant {
    PENSTOCK,
    DBOS,
    DB_SCHEDULER,
    JOBRUNR;

    QueuePeer open(Database database) throws Exception {
        return switch (this) {
            case PENSTOCK -> new PenstockQueue(database);
            case DBOS -> new DbosQueue(database);
            case DB_SCHEDULER -> new DbSchedulerQueue(database);
            case JOBRUNR -> new JobRunrQueue(database);
        };
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.penstock.postgres.claim;

import dev.penstock.store.Look;
import dev.penstock.store.RunKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The questions of a look, on one PostgreSQL ({@link DueHere}) or on the nodes of a cluster ({@link DueOnNodes}). */
interface DueLook {

    /** What is due in these queues, by urgency and time, up to the room of each. */
    List<Sighting> due(Look look, List<String> queues);

    /**
     * What is due in one queue, tenant by tenant.
     *
     * @param after per shard the tenant that had the last turn, null where there was none
     */
    Visit turns(Look look, String queue, @Nullable String[] after);

    /** How long until another run becomes due in one of the queues with room. */
    @Nullable
    Duration nextDueIn(Look look);

    /** Whether the node that has a run answers now. */
    boolean answers(RunKey run);
}

package dev.penstock.postgres.journal;

import dev.penstock.failure.ErrorCode;
import dev.penstock.postgres.pool.Backoff;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Trouble;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes flushes durable whatever happens meanwhile, or fails exactly those entries that cannot be. For one thread. */
final class Flusher {

    private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);
    private static final int RETRIES_MAX = 10;

    private final LaneConnection connection;
    private final Append append;
    private final Shards shards;
    private final Outcomes outcomes;
    private final Apart apart;
    private final Duration giveUpAfter;
    private final Columns columns = new Columns();
    /** Set while the database cannot be reached; the outage is one, however many flushes it hits. */
    private @Nullable Backoff outage;

    Flusher(
            LaneConnection connection,
            Append append,
            Shards shards,
            Outcomes outcomes,
            Apart apart,
            Duration giveUpAfter) {
        this.connection = connection;
        this.append = append;
        this.shards = shards;
        this.outcomes = outcomes;
        this.apart = apart;
        this.giveUpAfter = giveUpAfter;
    }

    void flush(List<Pending> flush) {
        try {
            flush(flush, false);
        } catch (RuntimeException | Error unforeseen) {
            // Nobody may be left waiting, and the lane goes on for all others.
            LOG.error("the journal failed a flush of {} entries for a reason of its own", flush.size(), unforeseen);
            Outcomes.fail(flush, ErrorCode.STORE_REFUSED, "the journal failed: " + unforeseen, unforeseen);
        }
    }

    private void flush(List<Pending> all, boolean submittedBefore) {
        var flush = all;
        boolean resubmitted = submittedBefore;
        for (int retries = 0; ; ) {
            try {
                var refusals = append(flush, resubmitted);
                outage = null;
                outcomes.settle(flush, refusals, resubmitted);
                return;
            } catch (SQLException thrown) {
                switch (Trouble.of(thrown)) {
                    case GONE -> {
                        resubmitted |= connection.lose();
                        if (!waitForDatabase(thrown)) {
                            Outcomes.fail(flush, ErrorCode.STORE_UNREACHABLE, "the database cannot be reached", thrown);
                            return;
                        }
                    }
                    case RETRY -> {
                        shards.doubt();
                        if (++retries > RETRIES_MAX) {
                            isolate(flush, resubmitted, thrown);
                            return;
                        }
                    }
                    case LOCKED -> {
                        flush = setApart(flush, resubmitted, thrown);
                        if (flush.isEmpty()) {
                            return;
                        }
                    }
                    case REFUSED -> {
                        isolate(flush, resubmitted, thrown);
                        return;
                    }
                }
            }
        }
    }

    private Refusals append(List<Pending> flush, boolean resubmitted) throws SQLException {
        var only = resubmitted || shards.exist() ? null : AppendStep.only(flush);
        return only != null && AppendStep.call(connection.appendStep(), only)
                ? Refusals.NONE
                : append.call(connection.append(), columns, flush, resubmitted);
    }

    private boolean waitForDatabase(SQLException thrown) {
        if (outage == null) {
            outage = new Backoff(giveUpAfter);
            LOG.warn(
                    "the journal lost the database and tries again for up to {}: {}", giveUpAfter, thrown.getMessage());
        }
        return outage.pause();
    }

    /** Halves the flush until exactly those entries have failed that the database refuses. */
    private void isolate(List<Pending> flush, boolean resubmitted, SQLException refused) {
        if (flush.size() == 1) {
            Outcomes.fail(flush, ErrorCode.STORE_REFUSED, "the database refuses it", refused);
            return;
        }
        int middle = flush.size() / 2;
        flush(flush.subList(0, middle), resubmitted);
        flush(flush.subList(middle, flush.size()), resubmitted);
    }

    /** Lets starts by key wait apart for the stranger who holds theirs, and returns the others. */
    private List<Pending> setApart(List<Pending> flush, boolean resubmitted, SQLException locked) {
        var others = new ArrayList<Pending>(flush.size());
        for (var pending : flush) {
            if (isStartByKey(pending)) {
                apart.add(pending, resubmitted, locked);
            } else {
                others.add(pending);
            }
        }
        return others;
    }

    private static boolean isStartByKey(Pending pending) {
        return pending instanceof Pending.PendingStart one && one.start().idempotencyKey() != null;
    }
}

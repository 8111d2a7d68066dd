package dev.penstock.postgres.journal;

import dev.penstock.failure.ErrorCode;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Trouble;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes flushes durable whatever happens meanwhile, or fails exactly those entries that cannot be. For one thread. */
final class Flusher {

    private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);
    private static final int RETRIES_MAX = 10;

    private final LaneConnection connection;
    private final Append append;
    private final Shards shards;
    private final Connections connections;
    private final Outcomes outcomes;
    private final Apart apart;
    private final Outages outages;
    private final IntConsumer tells;
    private final Turns turns = new Turns();
    private Columns columns = new Columns();
    /** How long to leave alone what could not be flushed. */
    private long pauseNanos;

    /** @param tells hears how many are about to be told that they are durable */
    Flusher(
            LaneConnection connection,
            Append append,
            Shards shards,
            Connections connections,
            Outcomes outcomes,
            Apart apart,
            Outages outages,
            IntConsumer tells) {
        this.connection = connection;
        this.append = append;
        this.shards = shards;
        this.connections = connections;
        this.outcomes = outcomes;
        this.apart = apart;
        this.outages = outages;
        this.tells = tells;
    }

    /** Returns what has to wait because the database cannot be reached, see {@link #pauseNanos}; usually nothing. */
    List<Part> flush(List<Part> parts) {
        return parts.stream().flatMap(part -> flush(part).stream()).toList();
    }

    long pauseNanos() {
        return pauseNanos;
    }

    /** In flushes that one call can carry out. */
    private List<Part> flush(Part part) {
        // Read before the cut: shards that come in between make the cut finer and the calls refused, never the reverse.
        boolean sharded = shards.exist();
        var left = new ArrayList<Part>();
        for (var ofShard : shards.byShard(part.pending(), Pending::run)) {
            for (var flush : turns.cut(ofShard)) {
                left.addAll(flushOrFail(flush, part.resubmitted(), sharded));
            }
        }
        return left;
    }

    private List<Part> flushOrFail(List<Pending> flush, boolean resubmitted, boolean sharded) {
        try {
            return flush(flush, resubmitted, sharded);
        } catch (RuntimeException | Error unforeseen) {
            // What it had taken from the entries must not go with the next.
            columns = new Columns();
            if (flush.size() > 1) {
                int middle = flush.size() / 2;
                var left = new ArrayList<>(flushOrFail(flush.subList(0, middle), true, sharded));
                left.addAll(flushOrFail(flush.subList(middle, flush.size()), true, sharded));
                return left;
            }
            // Nobody may be left waiting, and the lane goes on for all others.
            LOG.error("the journal failed an entry for a reason of its own", unforeseen);
            Outcomes.fail(flush, ErrorCode.STORE_REFUSED, "the journal failed: " + unforeseen, unforeseen);
            return List.of();
        }
    }

    private List<Part> flush(List<Pending> all, boolean submittedBefore, boolean sharded) {
        var flush = all;
        boolean resubmitted = submittedBefore;
        int losses = 0;
        for (int retries = 0; ; ) {
            try {
                var refusals = append(flush, resubmitted, sharded);
                outages.over(nodeOf(flush));
                tells.accept(flush.size());
                outcomes.settle(flush, refusals, resubmitted);
                return List.of();
            } catch (SQLException thrown) {
                var trouble = Trouble.of(thrown);
                if (!sharded && trouble != Trouble.GONE && shards.haveCome(connections)) {
                    return flush(new Part(flush, resubmitted));
                }
                switch (trouble) {
                    case GONE -> {
                        boolean stood = connection.lose();
                        resubmitted |= stood;
                        if (!stood || ++losses > 1) {
                            return later(flush, resubmitted, thrown);
                        }
                    }
                    case RETRY -> {
                        shards.doubt();
                        if (++retries > RETRIES_MAX) {
                            return isolate(flush, resubmitted, sharded, thrown);
                        }
                    }
                    case LOCKED -> {
                        flush = setApart(flush, resubmitted, thrown);
                        if (flush.isEmpty()) {
                            return List.of();
                        }
                    }
                    case REFUSED -> {
                        return isolate(flush, resubmitted, sharded, thrown);
                    }
                }
            }
        }
    }

    private Refusals append(List<Pending> flush, boolean resubmitted, boolean sharded) throws SQLException {
        var only = resubmitted ? null : AppendStep.only(flush);
        return only != null && AppendStep.call(connection.appendStep(), only)
                ? Refusals.NONE
                : append.call(connection.append(), columns, flush, resubmitted, sharded);
    }

    private List<Part> later(List<Pending> flush, boolean resubmitted, SQLException thrown) {
        var pause = outages.pause(nodeOf(flush), String.valueOf(thrown.getMessage()));
        if (pause.isEmpty()) {
            Outcomes.fail(flush, ErrorCode.STORE_UNREACHABLE, "the database cannot be reached", thrown);
            return List.of();
        }
        pauseNanos = pause.getAsLong();
        return List.of(new Part(List.copyOf(flush), resubmitted));
    }

    private int nodeOf(List<Pending> flush) {
        return shards.nodeOf(flush.getFirst().run().tenant());
    }

    /** Halves the flush until exactly those entries have failed that the database refuses. */
    private List<Part> isolate(List<Pending> flush, boolean resubmitted, boolean sharded, SQLException refused) {
        if (flush.size() == 1) {
            Outcomes.fail(flush, Trouble.refusal(refused), "the database refuses it", refused);
            return List.of();
        }
        int middle = flush.size() / 2;
        var left = new ArrayList<>(flush(flush.subList(0, middle), resubmitted, sharded));
        left.addAll(flush(flush.subList(middle, flush.size()), resubmitted, sharded));
        return left;
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

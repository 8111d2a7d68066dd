package dev.penstock.postgres.journal;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Backoff;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Trouble;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Where entries wait that need a lock which a stranger holds for long, such as a transaction of the application that has
 * started a run with the same key and not committed yet. They wait here so that nobody else waits with them: in turns,
 * one attempt each.
 */
final class Apart implements AutoCloseable {

    private final Connections connections;
    private final Append append;
    private final Shards shards;
    private final Outcomes outcomes;
    private final Duration giveUpAfter;
    private final ExecutorService turns = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("penstock-journal-apart").factory());

    Apart(Connections connections, Append append, Shards shards, Outcomes outcomes, Duration giveUpAfter) {
        this.shards = shards;
        this.connections = connections;
        this.append = append;
        this.outcomes = outcomes;
        this.giveUpAfter = giveUpAfter;
    }

    /** One that waits, and for how long it still may. */
    private record Waiting(Pending pending, boolean resubmitted, Backoff patience) {
        List<Pending> alone() {
            return List.of(pending);
        }
    }

    void add(Pending pending, boolean resubmitted, SQLException locked) {
        enqueue(new Waiting(pending, resubmitted, new Backoff(giveUpAfter)), locked);
    }

    private void enqueue(Waiting waiting, SQLException why) {
        try {
            turns.execute(() -> attempt(waiting));
        } catch (RejectedExecutionException closed) {
            Outcomes.fail(waiting.alone(), ErrorCode.STORE_CLOSED, "the store is closed", why);
        }
    }

    private void attempt(Waiting waiting) {
        boolean sharded = shards.exist();
        try {
            var refusals = connections.once(connection -> {
                try (var call = append.on(connection)) {
                    return append.call(call, new Columns(), waiting.alone(), waiting.resubmitted(), sharded);
                }
            });
            outcomes.settle(waiting.alone(), refusals, waiting.resubmitted());
        } catch (SQLException thrown) {
            if (!sharded && Trouble.of(thrown) != Trouble.GONE && shards.haveCome(connections)) {
                again(waiting, thrown);
                return;
            }
            switch (Trouble.of(thrown)) {
                case LOCKED, RETRY -> again(waiting, thrown);
                case GONE -> again(new Waiting(waiting.pending(), true, waiting.patience()), thrown);
                case REFUSED ->
                    Outcomes.fail(waiting.alone(), Trouble.refusal(thrown), "the database refuses it", thrown);
            }
        } catch (PenstockException noConnection) {
            Outcomes.fail(waiting.alone(), noConnection.code(), "no connection for it", noConnection);
        }
    }

    private void again(Waiting waiting, SQLException why) {
        if (waiting.patience().pause()) {
            enqueue(waiting, why);
        } else {
            var code = Trouble.of(why) == Trouble.GONE ? ErrorCode.STORE_UNREACHABLE : Trouble.refusal(why);
            Outcomes.fail(waiting.alone(), code, "it could not be done within " + giveUpAfter, why);
        }
    }

    /** What still waits has one more attempt. */
    @Override
    public void close() {
        turns.close();
    }
}

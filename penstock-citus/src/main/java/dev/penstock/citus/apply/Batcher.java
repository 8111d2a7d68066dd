package dev.penstock.citus.apply;

import static dev.penstock.citus.failure.CitusErrorCode.OPERATION_FAILED;

import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.journal.Journal;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Work.Batches;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a table by its keys, a transaction for each batch, and again while rows are left: those that were written
 * meanwhile.
 */
final class Batcher {

    private static final int SMALLEST = 50;

    private final Connection connection;
    private final Journal journal;
    private final Attempts attempts;
    private final ApplyOptions options;
    private final Watcher watcher;
    private final Guard guard;

    Batcher(
            Connection connection,
            Journal journal,
            Attempts attempts,
            ApplyOptions options,
            Watcher watcher,
            Guard guard) {
        this.connection = connection;
        this.journal = journal;
        this.attempts = attempts;
        this.options = options;
        this.watcher = watcher;
        this.guard = guard;
    }

    void run(Operation operation, Batches work) throws SQLException {
        var entry = journal.operations(connection).get(operation.id());
        @Nullable List<@Nullable String> after = entry == null ? null : entry.lastKey();
        long passed = entry == null || after == null ? 0 : entry.rowsDone();
        boolean whole = after == null;
        while (true) {
            long changed = new Pass(operation, work, passed).from(after);
            if (!Answers.yes(connection, work.remaining())) {
                return;
            }
            if (whole && changed == 0) {
                throw new CitusException(
                        OPERATION_FAILED,
                        "operation " + operation.id() + " leaves rows of " + work.table()
                                + " as they are that it should change; look at them with: " + work.remaining());
            }
            after = null;
            passed = 0;
            whole = true;
        }
    }

    /** The last key of a batch, and its rows. */
    private record Bound(List<@Nullable String> key, long rows) {}

    /** One way through the table. */
    private final class Pass {

        private final Operation operation;
        private final Batches work;
        private final Parameters bound;
        private final Parameters change;
        private long passed;
        private int size;

        /** @param passed rows before this begins */
        Pass(Operation operation, Batches work, long passed) {
            this.operation = operation;
            this.work = work;
            this.passed = passed;
            this.bound = Parameters.of(work.bound());
            this.change = Parameters.of(work.change());
            this.size = work.size();
        }

        /** @return rows changed */
        long from(@Nullable List<@Nullable String> start) throws SQLException {
            long changed = 0;
            var after = start;
            while (true) {
                guard.check();
                var values = values(after);
                var upto = bound(values);
                if (upto == null) {
                    journal.checkpoint(connection, operation.id(), null, passed);
                    return changed;
                }
                for (int i = 0; i < upto.key().size(); i++) {
                    values.put("upto_" + (i + 1), upto.key().get(i));
                }
                long began = System.nanoTime();
                changed += change(values, upto);
                rest(Duration.ofNanos(System.nanoTime() - began));
                after = upto.key();
            }
        }

        private long change(Map<String, @Nullable String> values, Bound upto) throws SQLException {
            var rows = new AtomicLong();
            long behind = passed + upto.rows();
            attempts.transaction(operation, () -> {
                try (var statement = change.prepare(connection, values)) {
                    rows.set(statement.executeUpdate());
                }
                journal.checkpoint(connection, operation.id(), upto.key(), behind);
            });
            passed = behind;
            watcher.advanced(operation, passed, operation.estimate().rows(), "");
            return rows.get();
        }

        /** The size follows the time that a batch takes; the pause is a share of it, so that a slow server is left alone longer. */
        private void rest(Duration took) {
            if (took.compareTo(options.batchTarget()) > 0) {
                size = Math.min(work.size(), Math.max(SMALLEST, size / 2));
            } else if (took.multipliedBy(2).compareTo(options.batchTarget()) < 0) {
                size = Math.min(work.size(), size * 2);
            }
            long pause = Math.round(took.toMillis() * options.throttle() / (1 - options.throttle()));
            if (pause > 0) {
                Pause.millis(pause);
            }
        }

        private @Nullable Bound bound(Map<String, @Nullable String> values) throws SQLException {
            try (var statement = bound.prepare(connection, values);
                    var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return null;
                }
                var key = new ArrayList<@Nullable String>();
                int keys = work.keys().size();
                for (int i = 1; i <= keys; i++) {
                    key.add(rows.getString(i));
                }
                boolean counted = rows.getMetaData().getColumnCount() > keys;
                return new Bound(key, counted ? rows.getLong(keys + 1) : size);
            }
        }

        private Map<String, @Nullable String> values(@Nullable List<@Nullable String> after) {
            var values = new HashMap<String, @Nullable String>();
            values.put("size", Integer.toString(size));
            for (int i = 0; i < work.keys().size(); i++) {
                values.put("after_" + (i + 1), after == null ? null : after.get(i));
            }
            return values;
        }
    }
}

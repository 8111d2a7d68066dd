package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.plan.Lock;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Work.Quarantine;
import dev.penstock.citus.plan.Work.Statements;
import dev.penstock.citus.plan.Work.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs statements, together or each by itself. */
final class StatementRunner {

    /** Of putting rows aside: what is written meanwhile is found by the next one. */
    private static final int ROUNDS = 5;

    private final Connection connection;
    private final Attempts attempts;
    private final ApplyOptions options;
    private final Watcher watcher;

    StatementRunner(Connection connection, Attempts attempts, ApplyOptions options, Watcher watcher) {
        this.connection = connection;
        this.attempts = attempts;
        this.options = options;
        this.watcher = watcher;
    }

    void run(Operation operation, Statements work) throws SQLException {
        run(operation, work, () -> {});
    }

    /** @param then in the transaction of the statements; behind them where they have none together */
    void run(Operation operation, Statements work, Attempts.Body then) throws SQLException {
        if (work.transaction() == Transaction.ONE) {
            attempts.transaction(operation, Latch.of(operation), () -> {
                Answers.run(connection, work.sql());
                then.run();
            });
            return;
        }
        attempts.alone(operation, patience(operation), () -> {
            dropInvalidIndexes(operation, work.sql());
            Answers.run(connection, work.sql());
        });
        then.run();
    }

    void run(Operation operation, Quarantine work) throws SQLException {
        for (int round = 0; round < ROUNDS && (round == 0 || !Answers.yes(connection, operation.probe())); round++) {
            attempts.transaction(operation, Latch.of(operation), () -> Answers.run(connection, work.sql()));
        }
        for (String line : quarantined(connection, work)) {
            watcher.remarked("put aside " + line);
        }
    }

    /** Such as {@code 3 rows of app.lines: no order}. */
    static List<String> quarantined(Connection connection, Quarantine work) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(work.report())) {
            var lines = new ArrayList<String>();
            while (rows.next()) {
                lines.add(rows.getLong(3) + " row(s) of " + rows.getString(1) + ": " + rows.getString(2));
            }
            return lines;
        }
    }

    /** CONCURRENTLY waits for every older transaction; nobody queues behind it unless it takes a lock that writers mind. */
    private Duration patience(Operation operation) {
        boolean harmless = operation.locks().stream().allMatch(lock -> lock.blocks() == Lock.Blocks.NOTHING);
        return harmless ? options.patience() : options.lockTimeout();
    }

    /** Those of these statements that an attempt before left behind, on the coordinator or on some shards only. */
    private void dropInvalidIndexes(Operation operation, List<String> statements) throws SQLException {
        Map<String, Object> tables = Map.of(
                "tables", operation.tables().stream().map(QualifiedName::quoted).toList());
        var invalid = new ArrayList<>(Statement.in("apply", "invalid_indexes").rows(connection, Name.class, tables));
        if (citus()) {
            invalid.addAll(Statement.in("apply", "invalid_shard_indexes").rows(connection, Name.class, tables));
        }
        for (Name index : invalid.stream().distinct().toList()) {
            if (statements.stream().anyMatch(sql -> sql.contains(index.name()))) {
                watcher.remarked("dropping index " + index.quoted() + ", which an attempt before left invalid");
                Answers.run(connection, List.of("drop index concurrently if exists " + index.quoted()));
            }
        }
    }

    private boolean citus() throws SQLException {
        return Answers.yes(connection, "select exists (select from pg_catalog.pg_extension where extname = 'citus')");
    }

    record Name(String schema, String name) {
        String quoted() {
            return new QualifiedName(schema, name).quoted();
        }
    }
}

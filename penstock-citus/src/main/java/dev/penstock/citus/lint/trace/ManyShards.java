package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Severity;
import dev.penstock.citus.lint.trace.TableLock.Place;
import dev.penstock.citus.sql.Statement;
import java.util.Set;
import java.util.function.Consumer;

/** Rows of many shards are changed in one transaction. */
final class ManyShards implements TraceRule {

    @Override
    public Card card() {
        return new Card(
                "CIT409",
                Severity.INFO,
                "Rows of many shards are changed in one transaction",
                "One tenant at a time, in batches, each a transaction of its own");
    }

    @Override
    public void check(Seen seen, Consumer<String> report) {
        boolean writes = seen.statement() instanceof Statement.Insert
                || seen.statement() instanceof Statement.Update
                || seen.statement() instanceof Statement.Delete
                || seen.statement() instanceof Statement.Merge;
        if (!writes) {
            return;
        }
        seen.locking().taken().stream()
                .filter(lock -> lock.place() == Place.SHARDS
                        && lock.tables() > 1
                        && lock.mode().compareTo(LockMode.ROW_EXCLUSIVE) >= 0)
                .forEach(lock -> report.accept("changes rows of %d shards of %s%s"
                        .formatted(
                                lock.tables(),
                                lock.table(),
                                seen.change().twoPhase() ? ", which commit in two phases" : "")));
    }

    @Override
    public Set<String> confirms() {
        return Set.of("CIT302", "CIT307");
    }
}

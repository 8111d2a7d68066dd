package dev.penstock.citus.lint.trace;

import static java.util.stream.Collectors.toMap;

import dev.penstock.citus.lint.known.TableName;
import dev.penstock.citus.lint.trace.TableLock.Place;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The strongest locks that are held on all nodes at one moment. */
record Locks(Map<Stored, LockMode> strongest) {

    static final Locks NONE = new Locks(Map.of());

    private static final Comparator<TableLock> ORDER = Comparator.comparing(TableLock::mode, Comparator.reverseOrder())
            .thenComparing(lock -> lock.table().toString())
            .thenComparing(TableLock::place);

    /** What one node says. */
    record Answer(boolean coordinator, List<Entry> locks) {
        record Entry(String schema, String table, @Nullable Long shard, String mode) {}
    }

    /** @param answers by node */
    static Locks of(Map<String, Answer> answers) {
        var strongest = new HashMap<Stored, LockMode>();
        answers.forEach((node, answer) -> answer.locks()
                .forEach(entry -> strongest.merge(
                        new Stored(
                                new TableName(entry.schema(), entry.table()),
                                node,
                                answer.coordinator(),
                                entry.shard()),
                        LockMode.named(entry.mode()),
                        Locks::stronger)));
        return new Locks(strongest);
    }

    /** What was held at either moment. */
    Locks or(Locks other) {
        var both = new HashMap<>(strongest);
        other.strongest.forEach((stored, mode) -> both.merge(stored, mode, Locks::stronger));
        return new Locks(both);
    }

    /** What was not held before, or less strongly. */
    Locks since(Locks before) {
        return new Locks(strongest.entrySet().stream()
                .filter(each -> {
                    var held = before.strongest.get(each.getKey());
                    return held == null || held.compareTo(each.getValue()) < 0;
                })
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** For each table and kind of place the strongest lock on one of these. */
    List<TableLock> on(Set<Stored> these) {
        record Key(TableName table, Place place) {}
        var locks = new HashMap<Key, TableLock>();
        strongest.forEach((stored, mode) -> {
            if (these.contains(stored)) {
                locks.merge(
                        new Key(stored.table(), stored.place()),
                        new TableLock(stored.table(), stored.place(), mode, 1),
                        Locks::together);
            }
        });
        return locks.values().stream().sorted(ORDER).toList();
    }

    private static TableLock together(TableLock one, TableLock other) {
        if (one.mode() == other.mode()) {
            return new TableLock(one.table(), one.place(), one.mode(), one.tables() + other.tables());
        }
        return one.mode().compareTo(other.mode()) > 0 ? one : other;
    }

    private static LockMode stronger(LockMode one, LockMode other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}

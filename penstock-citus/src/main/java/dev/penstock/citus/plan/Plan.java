package dev.penstock.citus.plan;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.penstock.citus.catalog.QualifiedName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What will be done, in order. Immutable.
 *
 * <p>Shape: ids of operations and of decisions are unique; an operation needs only operations before it. Errors: anything else →
 * {@link IllegalArgumentException}.
 *
 * @param format version of the file's shape, {@value #FORMAT}
 * @param goal what the plan is for, in one line
 * @param tables what becomes of each table of the schemas, also of those that nothing is done to
 * @param notes what is good to know, and what the plan does not do
 */
public record Plan(
        int format,
        String goal,
        Source source,
        Options options,
        List<Group> groups,
        List<Decision> decisions,
        List<Operation> operations,
        List<TableFate> tables,
        List<Remark> notes) {

    /** The version of the file's shape that this code reads and writes. */
    public static final int FORMAT = 1;

    public Plan {
        if (format != FORMAT) {
            throw new IllegalArgumentException("format " + format + " is not known, this version reads " + FORMAT);
        }
        groups = Lists.copy(groups);
        decisions = Lists.copy(decisions);
        operations = Lists.copy(operations);
        tables = Lists.copy(tables);
        notes = Lists.copy(notes);
        unique(decisions.stream().map(Decision::id).toList(), "decision");
        var known = new HashSet<String>();
        for (Operation operation : operations) {
            if (!known.containsAll(operation.needs())) {
                throw new IllegalArgumentException("operation " + operation.id() + " needs " + operation.needs()
                        + ", of which not all come before it");
            }
            if (!known.add(operation.id())) {
                throw new IllegalArgumentException("operation " + operation.id() + " appears twice");
            }
        }
    }

    /**
     * What the plan was made from.
     *
     * @param serverVersion such as 150018
     * @param citusVersion of the extension; null on plain PostgreSQL
     * @param fingerprint of {@link Plan#spread}, see {@link Fingerprint}
     */
    public record Source(
            String database, int serverVersion, @Nullable String citusVersion, String fingerprint) {}

    /**
     * What was asked for.
     *
     * @param column the tenant's
     * @param type of the tenant as PostgreSQL writes it
     * @param schemas that were read; empty for all
     * @param tables that the plan is for; empty for all
     * @param colocateWith the distributed table whose group the tables join
     * @param shardCount of a new group; null for the cluster's default
     * @param onlineBytes tables from this size on are copied online
     * @param batchSize rows of one batch of a backfill
     */
    public record Options(
            String column,
            String type,
            List<String> schemas,
            List<QualifiedName> tables,
            List<QualifiedName> excluded,
            List<QualifiedName> references,
            @Nullable QualifiedName colocateWith,
            @Nullable Integer shardCount,
            long onlineBytes,
            int batchSize) {

        public Options {
            schemas = Lists.copy(schemas);
            tables = Lists.copy(tables);
            excluded = Lists.copy(excluded);
            references = Lists.copy(references);
        }
    }

    /**
     * Tables whose rows of one tenant lie together.
     *
     * @param anchor the table that the others are colocated with
     * @param existing whether the anchor is distributed already
     * @param type of the distribution column, exactly
     * @param members the anchor among them, unless it exists already
     */
    public record Group(
            QualifiedName anchor, boolean existing, String column, String type, List<QualifiedName> members) {

        public Group {
            members = Lists.copy(members);
        }
    }

    /**
     * What becomes of a table.
     *
     * @param column what it is distributed by; null unless the fate is DISTRIBUTED
     */
    public record TableFate(
            QualifiedName table, Fate fate, @Nullable String column, String why) {}

    /** What becomes of a table. */
    public enum Fate {
        /** Spread by the tenant. */
        DISTRIBUTED,
        /** Copied to every node. */
        REFERENCE,
        /** Left on the coordinator, on purpose. */
        LOCAL,
        /** In one shard with its schema. */
        SCHEMA,
        /** It belongs to a tenant, but something stands in the way that a person must change first. */
        BLOCKED,
        /** Nothing is done to it: it was excluded, or belongs to an extension. */
        UNTOUCHED
    }

    /** @param table null when it concerns more than one */
    public record Remark(@Nullable QualifiedName table, String text) {}

    /** What is, or will be, distributed or a reference table: what the {@link Source#fingerprint} is of. */
    public List<QualifiedName> spread() {
        return spread(tables);
    }

    public static List<QualifiedName> spread(List<TableFate> tables) {
        return tables.stream()
                .filter(table -> table.fate() == Fate.DISTRIBUTED || table.fate() == Fate.REFERENCE)
                .map(TableFate::table)
                .toList();
    }

    public List<Decision> undecided() {
        return decisions.stream().filter(decision -> decision.chosen() == null).toList();
    }

    public Optional<Operation> operation(String id) {
        return operations.stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst();
    }

    public Map<String, Operation> byId() {
        return operations.stream().collect(toUnmodifiableMap(Operation::id, Function.identity()));
    }

    private static void unique(List<String> ids, String what) {
        Set<String> seen = new HashSet<>();
        for (String id : ids) {
            if (!seen.add(id)) {
                throw new IllegalArgumentException(what + " " + id + " appears twice");
            }
        }
    }
}

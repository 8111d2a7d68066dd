package dev.penstock.citus.catalog;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table with everything that hangs on it.
 *
 * <p>Rows and sizes of a distributed table are those of all its shards; of a partitioned table, those of all its
 * partitions.
 *
 * @param ownerCanLogin Citus connects to its nodes as the owner
 * @param options storage parameters as {@code name=value}
 * @param partitionKey such as {@code RANGE (created_at)}; null unless partitioned
 * @param partitionOf OID of the table that this one is a partition of
 * @param inherits OIDs of the tables that it inherits from, without being a partition
 * @param extension the extension that it belongs to
 * @param estimatedRows by the last ANALYZE or VACUUM; null when there was none
 * @param bytes of the rows, what is stored out of line, and the indexes
 * @param strandedBytes what is left of rows in the coordinator's own table although they live in shards
 */
public record Table(
        long oid,
        QualifiedName name,
        Kind kind,
        Persistence persistence,
        String owner,
        boolean ownerCanLogin,
        @Nullable String accessMethod,
        @Nullable String tablespace,
        List<String> options,
        boolean rowSecurity,
        boolean forceRowSecurity,
        ReplicaIdentity replicaIdentity,
        @Nullable String partitionKey,
        @Nullable Long partitionOf,
        @Nullable String partitionBound,
        List<Long> inherits,
        @Nullable String extension,
        @Nullable String comment,
        List<Grant> grants,
        @Nullable Long estimatedRows,
        long bytes,
        long strandedBytes,
        Distribution distribution,
        List<Column> columns,
        List<Key> keys,
        List<Check> checks,
        List<Index> indexes,
        List<Trigger> triggers,
        List<Rule> rules,
        List<Policy> policies,
        List<Statistics> statistics,
        List<Shard> shards) {

    /** What kind of relation holds the rows. */
    public enum Kind {
        ORDINARY,
        PARTITIONED,
        FOREIGN
    }

    /** What survives a crash, or the session. */
    public enum Persistence {
        PERMANENT,
        UNLOGGED,
        TEMPORARY
    }

    /** What logical replication knows an old row by; DEFAULT is the primary key. */
    public enum ReplicaIdentity {
        DEFAULT,
        NOTHING,
        FULL,
        INDEX
    }

    public Optional<Column> column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst();
    }

    public Optional<Key> primaryKey() {
        return keys.stream().filter(key -> key.kind() == Key.Kind.PRIMARY).findFirst();
    }

    /** Whether logical replication can say which row was changed; without, online moves refuse updates and deletes. */
    public boolean identifiesRows() {
        return switch (replicaIdentity) {
            case DEFAULT -> primaryKey().isPresent();
            case FULL, INDEX -> true;
            case NOTHING -> false;
        };
    }
}

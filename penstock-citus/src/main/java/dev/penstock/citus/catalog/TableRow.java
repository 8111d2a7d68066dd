package dev.penstock.citus.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table as its own statement returns it, before anything hangs on it. */
record TableRow(
        long oid,
        QualifiedName name,
        Table.Kind kind,
        Table.Persistence persistence,
        String owner,
        boolean ownerCanLogin,
        @Nullable String accessMethod,
        @Nullable String tablespace,
        List<String> options,
        boolean rowSecurity,
        boolean forceRowSecurity,
        Table.ReplicaIdentity replicaIdentity,
        @Nullable String partitionKey,
        @Nullable Long partitionOf,
        @Nullable String partitionBound,
        List<Long> inherits,
        @Nullable String extension,
        @Nullable String comment,
        List<Grant> grants,
        @Nullable Long estimatedRows,
        long tableBytes,
        long heapBytes,
        long indexBytes) {}

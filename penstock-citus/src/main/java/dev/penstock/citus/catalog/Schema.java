package dev.penstock.citus.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schema that was read.
 */
public record Schema(
        long oid, String name, String owner, @Nullable String comment, List<Grant> grants) {}

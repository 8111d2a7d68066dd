package dev.penstock.citus.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row-level security policy.
 *
 * @param command ALL, SELECT, INSERT, UPDATE or DELETE
 * @param roles role names, or {@code PUBLIC}
 * @param subquery whether a sub-query sits in it, which Citus refuses
 */
public record Policy(
        long oid,
        long tableOid,
        String name,
        String command,
        boolean permissive,
        List<String> roles,
        @Nullable String using,
        @Nullable String check,
        boolean subquery,
        @Nullable String comment) {}

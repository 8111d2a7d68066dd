package dev.penstock.citus.apply;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;

/** What a refusal of the server means for trying again. Pure. */
enum Refusal {
    /** Somebody else was in the way; nothing is wrong with what was asked. */
    LATER,
    /** The connection is gone; whether the statement was carried out is not known. */
    GONE,
    /** Trying again leads nowhere. */
    FINAL;

    /** Lock not available, deadlock, serialization failure. */
    private static final Set<String> LATER_STATES = Set.of("55P03", "40P01", "40001", "55006");

    private static final Set<String> GONE_STATES = Set.of("57P01", "57P02", "57P03", "58000");

    static Refusal of(SQLException e) {
        String state = Objects.requireNonNullElse(e.getSQLState(), "");
        String message = Objects.requireNonNullElse(e.getMessage(), "");
        // Citus passes refusals of its nodes on, now and then under a code of its own.
        if (LATER_STATES.contains(state)
                || message.contains("due to lock timeout")
                || message.contains("deadlock detected")
                || message.contains("could not acquire the lock required")
                || message.contains("another create_distributed_table_concurrently operation is in progress")) {
            return LATER;
        }
        if (state.startsWith("08") || GONE_STATES.contains(state)) {
            return GONE;
        }
        return FINAL;
    }
}

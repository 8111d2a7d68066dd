package dev.penstock.citus.everyday;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;

/** Tells whether a statement failed because others hold what it needs, so that the same may succeed later. */
public final class LockNotHad {

    /** lock_not_available, deadlock_detected. */
    private static final Set<String> STATES = Set.of("55P03", "40P01");

    private LockNotHad() {}

    public static boolean is(SQLException e) {
        // Citus passes refusals of its nodes on, now and then under a code of its own.
        String message = Objects.requireNonNullElse(e.getMessage(), "");
        return STATES.contains(String.valueOf(e.getSQLState()))
                || message.contains("due to lock timeout")
                || message.contains("deadlock detected");
    }
}

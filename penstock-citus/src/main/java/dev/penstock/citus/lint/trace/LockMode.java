package dev.penstock.citus.lint.trace;

import java.util.Arrays;

/** How a table is locked, from weak to strong. */
public enum LockMode {
    ACCESS_SHARE("AccessShareLock"),
    ROW_SHARE("RowShareLock"),
    ROW_EXCLUSIVE("RowExclusiveLock"),
    SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock"),
    SHARE("ShareLock"),
    SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock"),
    EXCLUSIVE("ExclusiveLock"),
    ACCESS_EXCLUSIVE("AccessExclusiveLock");

    private final String name;

    LockMode(String name) {
        this.name = name;
    }

    static LockMode named(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("PostgreSQL has a lock that is not known here: " + name));
    }

    /** Whether writers wait behind it; behind the strongest readers wait too. */
    public boolean blocks() {
        return compareTo(SHARE) >= 0;
    }

    /** As SQL says it. */
    @Override
    public String toString() {
        return name().replace('_', ' ');
    }
}

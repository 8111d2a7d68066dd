package dev.penstock.cli.citus;

import dev.penstock.citus.failure.CitusErrorCode;

/** What a verb's process ends with, by the categories that the root's help names. */
final class ExitStatus {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int REFUSED = 4;
    static final int DATABASE = 5;

    private ExitStatus() {}

    static int of(CitusErrorCode code) {
        return switch (code) {
            case INVALID_OPTION, TENANT_COLUMN_UNKNOWN, PLAN_UNREADABLE -> USAGE;
            case SCHEMA_NOT_FOUND, TABLE_NOT_FOUND -> NOT_FOUND;
            case DATABASE_UNREACHABLE, CATALOG_UNREADABLE, CONNECTION_LOST -> DATABASE;
            case OPERATION_FAILED,
                    ROWS_DIFFER,
                    PLAN_UNWRITABLE,
                    COMMAND_FAILED,
                    PLAN_MIGRATION_STOPPED,
                    SCRATCH_BASE_FAILED,
                    SCRATCH_LEFT_BEHIND -> FAILED;
            case CONNECTION_IN_USE,
                    VERSION_TOO_OLD,
                    APPLY_IN_PROGRESS,
                    PREFLIGHT_FAILED,
                    GATE_CLOSED,
                    LOCK_NOT_OBTAINED,
                    TRUNCATION_UNPROVEN,
                    NOT_REVERSIBLE,
                    PLAN_UNDECIDED,
                    STRANDED_ROWS,
                    COLUMN_HAS_NULLS,
                    NO_CITUS,
                    NOT_THE_COORDINATOR,
                    LOCK_IN_TRANSACTION,
                    MIGRATION_IN_TRANSACTION,
                    HISTORY_NOT_LOCAL,
                    MIGRATION_DANGEROUS,
                    MIGRATIONS_PASSED_OVER,
                    MIGRATIONS_FORGOTTEN,
                    LOCATION_WITHIN_BASE,
                    SCRATCH_NOT_MADE,
                    SCRATCH_NOT_OURS -> REFUSED;
        };
    }
}

package dev.penstock.failure;

/** Every refusal and outcome that Penstock itself names. The text form ({@code PEN-1001}) is stable. */
public enum ErrorCode {
    UNKNOWN_WORKFLOW(1001),
    WORKFLOW_REGISTERED_TWICE(1002),
    INVALID_NAME(1003),
    PAYLOAD_TOO_LARGE(1004),
    PAYLOAD_NOT_SERIALISABLE(1005),
    PAYLOAD_UNREADABLE(1006),
    REPLAY_CONTRADICTION(1007),
    OUTSIDE_RUN(1008),
    NESTED_STEP(1009),
    INVALID_OPTION(1010),
    RUN_NOT_FOUND(1011),
    TRANSACTION_MISUSED(1012),
    RESULT_NOT_IN_TIME(1013),
    INVALID_CURSOR(1014),
    INVALID_TENANT(1015),
    RUN_NOT_RESUMABLE(1016),

    RUN_FAILED(2001),
    RUN_CANCELLED(2002),
    RUN_TIMED_OUT(2003),
    STEP_FAILED(2004),
    STEP_TIMED_OUT(2005),
    STEPS_ALL_FAILED(2006),
    STEP_INTERRUPTED(2007),

    STORE_MISSING(3001),
    STORE_UNREACHABLE(3002),
    STORE_REFUSED(3003),
    STORE_CLOSED(3004),
    RUN_SUPERSEDED(3005),
    SCHEMA_TOO_NEW(3006),
    SCHEMA_CHANGED(3007),
    SCHEMA_MISSING(3008),
    SCHEMA_TENANT_TYPE(3009),

    EMBEDDED_DIRECTORY_IN_USE(5001),
    EMBEDDED_OTHER_MAJOR(5002),
    EMBEDDED_NO_BINARIES(5003),
    EMBEDDED_START_FAILED(5004),
    EMBEDDED_NEEDS_UNPRIVILEGED_USER(5005),
    EMBEDDED_DIRECTORY_UNUSABLE(5006),
    EMBEDDED_STOP_FAILED(5007);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The stable text form, such as {@code PEN-1001}. */
    public String text() {
        return "PEN-" + number;
    }

    @Override
    public String toString() {
        return text();
    }
}

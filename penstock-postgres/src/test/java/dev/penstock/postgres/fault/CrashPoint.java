package dev.penstock.postgres.fault;

/** The moments at which a worker dies in {@link WorkerDeathTest}, in the order a run passes them (FAILURES 1). */
enum CrashPoint {
    BEFORE_START_ROW,
    AFTER_START_ROW,
    BEFORE_STEP_EFFECT,
    AFTER_STEP_EFFECT,
    BEFORE_STEP_ROW,
    AFTER_STEP_ROW,
    BEFORE_TRANSACTION_COMMIT,
    AFTER_TRANSACTION_COMMIT,
    BEFORE_PARK_ROW,
    AFTER_PARK_ROW,
    AFTER_RESUME_CLAIM,
    BEFORE_END_ROW,
    AFTER_END_ROW,
    /** Lives. */
    NEVER;

    /** Ends this process as {@code kill -9} does: no hook runs, no buffer is written, sockets are closed by the system. */
    void reached(CrashPoint now) {
        if (this == now) {
            Runtime.getRuntime().halt(137);
        }
    }
}

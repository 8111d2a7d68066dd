package dev.penstock.citus.failure;

/** Every refusal that the toolkit itself names. The text form ({@code PEN-6001}) is stable. */
public enum CitusErrorCode {
    /** The server cannot be reached, or does not let this user in. */
    DATABASE_UNREACHABLE(6001),
    /** The server refused a statement that reads the catalogs. */
    CATALOG_UNREADABLE(6002),
    /** The connection is in a transaction of its caller's. */
    CONNECTION_IN_USE(6003),
    SCHEMA_NOT_FOUND(6004),
    TABLE_NOT_FOUND(6005),
    /** PostgreSQL before 14 or Citus before 12.0. */
    VERSION_TOO_OLD(6006),
    /** No column tells the tenant, or several could. */
    TENANT_COLUMN_UNKNOWN(6007),
    INVALID_OPTION(6008),
    /** A plan's file is missing, or not what a plan looks like. */
    PLAN_UNREADABLE(6009),
    PLAN_UNWRITABLE(6010),
    /** Somebody must choose first. */
    PLAN_UNDECIDED(6011),
    /** Another process applies, verifies or takes back a plan in this database. */
    APPLY_IN_PROGRESS(6020),
    /** The cluster is not in a state in which a plan can be applied; every reason is named. */
    PREFLIGHT_FAILED(6021),
    /** An operation waits for something that only people can confirm. */
    GATE_CLOSED(6022),
    /** A lock could not be had within the budget, however often it was tried. */
    LOCK_NOT_OBTAINED(6023),
    /** The server refused an operation of a plan; the journal says how far it came. */
    OPERATION_FAILED(6024),
    /** The connection that holds the lock on applying was lost. */
    CONNECTION_LOST(6025),
    /** Emptying what is left on the coordinator could not be proven to lose nothing. */
    TRUNCATION_UNPROVEN(6026),
    /** After an operation there were other rows than before it. */
    ROWS_DIFFER(6027),
    /** What was asked to be taken back cannot be. */
    NOT_REVERSIBLE(6028),
    /** A command on shards or nodes failed on some of them. */
    COMMAND_FAILED(6040),
    /** Rows of before the distribution are left on the coordinator, and stand in the way. */
    STRANDED_ROWS(6041),
    COLUMN_HAS_NULLS(6042),
    /** The database has no Citus, and what was asked needs it. */
    NO_CITUS(6043),
    /** A plan or migrations are run through a worker. */
    NOT_THE_COORDINATOR(6050),
    /** Flyway's lock is an open transaction, for which the migration would wait forever. */
    LOCK_IN_TRANSACTION(6051),
    /** A statement that runs outside of transactions only stands in a migration that runs in one. */
    MIGRATION_IN_TRANSACTION(6052),
    /** Flyway's history is, or would be, distributed. */
    HISTORY_NOT_LOCAL(6053),
    /** A migration is dangerous on Citus. */
    MIGRATION_DANGEROUS(6054),
    /** Migrations for Citus were added below what has been applied. */
    MIGRATIONS_PASSED_OVER(6055),
    /** A migration that carries out a plan stopped half-way. */
    PLAN_MIGRATION_STOPPED(6056),
    /** A repair without the Citus location has marked its migrations as deleted; they would run again. */
    MIGRATIONS_FORGOTTEN(6057),
    /** The Citus location lies in a base location, so that plain PostgreSQL would run its migrations. */
    LOCATION_WITHIN_BASE(6058),
    /** The databases that a trace runs in could not be made on every node. */
    SCRATCH_NOT_MADE(6060),
    /** A connection to a scratch database led elsewhere; nothing was run there. */
    SCRATCH_NOT_OURS(6061),
    /** What is to be there before the traced migrations does not run. */
    SCRATCH_BASE_FAILED(6062),
    /** A scratch database could not be dropped everywhere. */
    SCRATCH_LEFT_BEHIND(6063);

    private final int number;

    CitusErrorCode(int number) {
        this.number = number;
    }

    /** The stable text form, such as {@code PEN-6001}. */
    public String text() {
        return "PEN-" + number;
    }

    @Override
    public String toString() {
        return text();
    }
}

package dev.penstock.flyway;

/** Whether the migrations of the Citus location run. */
public enum Presence {
    /** Where the database has the extension. */
    DETECT,
    /** Always; a database without the extension is refused. */
    REQUIRED,
    /** Never, whatever the database is. */
    IGNORED
}

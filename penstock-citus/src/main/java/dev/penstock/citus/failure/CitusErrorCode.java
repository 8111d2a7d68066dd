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
    INVALID_OPTION(6008);

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

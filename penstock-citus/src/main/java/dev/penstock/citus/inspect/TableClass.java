package dev.penstock.citus.inspect;

/** What a table would be on Citus. */
public enum TableClass {
    /** It is distributed by the tenant already. */
    DISTRIBUTED("distributed"),
    /** It has the tenant's column, of the right type, and nothing is missing in it. */
    READY("ready"),
    /** Its tenant must be found first: over foreign keys, or by a cast, or where it is NULL. */
    NEEDS_BACKFILL("needs backfill"),
    /** Every node gets a copy: it has no tenant, and tables that have one refer to it. */
    REFERENCE("reference"),
    /** It has no tenant and nothing that has one refers to it. */
    LOCAL("stays local"),
    /** It belongs to a tenant, but Citus refuses it as it is. */
    BLOCKED("blocked");

    private final String text;

    TableClass(String text) {
        this.text = text;
    }

    /** Whether it would be spread by the tenant, possibly after work. */
    boolean tenants() {
        return switch (this) {
            case DISTRIBUTED, READY, NEEDS_BACKFILL, BLOCKED -> true;
            case REFERENCE, LOCAL -> false;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}

package dev.penstock.postgres.sql;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.util.Arrays;
import java.util.Locale;

/** The type of the tenant column, chosen when the schema is installed; it replaces {@code ${tenant}} in every script. */
public enum TenantType {
    TEXT,
    UUID,
    BIGINT;

    /** The type's name in SQL. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Errors: not one of the three → {@code PEN-1010}. */
    public static TenantType ofLabel(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new PenstockException(
                        ErrorCode.INVALID_OPTION, "tenant type is " + label + "; accepted are text, uuid and bigint"));
    }

    /** Puts the type into a script. */
    public String resolve(String script) {
        return script.replace("${tenant}", label());
    }

    /**
     * Returns {@code tenant} when the column can hold it and would give it back letter for letter, so that one tenant
     * has one name.
     *
     * <p>Errors: otherwise → {@code PEN-1015}.
     */
    public String check(String tenant) {
        if (!isCanonical(tenant)) {
            throw new PenstockException(
                    ErrorCode.INVALID_TENANT,
                    "the tenant '" + tenant + "' is not usable: this installation names tenants by " + label()
                            + (this == TEXT ? "" : ", in its shortest lower-case form"));
        }
        return tenant;
    }

    private boolean isCanonical(String tenant) {
        try {
            return !tenant.isEmpty()
                    && tenant.indexOf('\0') < 0
                    && canonical(tenant).equals(tenant);
        } catch (IllegalArgumentException notOfThisType) {
            return false;
        }
    }

    private String canonical(String tenant) {
        return switch (this) {
            case TEXT -> tenant;
            case UUID -> java.util.UUID.fromString(tenant).toString();
            case BIGINT -> Long.toString(Long.parseLong(tenant));
        };
    }
}

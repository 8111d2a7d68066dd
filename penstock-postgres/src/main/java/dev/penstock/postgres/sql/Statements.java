package dev.penstock.postgres.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The statements of this store, one file each below this module's {@code sql} folder. */
public final class Statements {

    private final TenantType tenantType;

    public Statements(TenantType tenantType) {
        this.tenantType = tenantType;
    }

    /** The statement of a file such as {@code run/status}; read once by whoever keeps it. */
    public Sql statement(String name) {
        return Sql.of(tenantType.resolve(resource("/dev/penstock/postgres/sql/" + name + ".sql")));
    }

    /** Checks a tenant's name, see {@link TenantType#check}. */
    public String tenant(String tenant) {
        return tenantType.check(tenant);
    }

    /** A text resource of this module. */
    public static String resource(String path) {
        try (var file = Statements.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks " + path);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

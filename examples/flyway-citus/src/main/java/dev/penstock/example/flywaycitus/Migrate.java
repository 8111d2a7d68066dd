package dev.penstock.example.flywaycitus;

import dev.penstock.flyway.CitusMigrations;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;

/** Migrates the database that is named, whatever it is. */
public final class Migrate {

    static final String SCHEMA = "app";
    private static final String FOLDER = "classpath:dev/penstock/example/flywaycitus/";
    private static final CitusMigrations CITUS =
            CitusMigrations.in(FOLDER + "citus").withTenantColumn("tenant");

    private Migrate() {}

    /** @param arguments the JDBC URL, credentials included */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: Migrate jdbc:postgresql://host/database?user=…&password=…");
            System.exit(2);
        }
        var result = to(arguments[0], MigrationVersion.LATEST);
        result.migrations.forEach(each -> System.out.println(each.version + "  " + each.description));
        System.out.println(result.migrationsExecuted + " migrations, now at version " + result.targetSchemaVersion);
    }

    static MigrateResult to(String url, MigrationVersion target) {
        return CITUS.migrate(flyway(url).target(target));
    }

    static FluentConfiguration flyway(String url) {
        return Flyway.configure()
                .dataSource(url, null, null)
                .defaultSchema(SCHEMA)
                .locations(FOLDER + "base");
    }
}

package dev.penstock.flyway;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.PlanFile;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.Planner;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.cluster.CitusCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A schema of its own, on plain PostgreSQL or on Citus, and migrations in two folders for it. */
final class Scene implements AutoCloseable {

    /** What most scenes begin with. */
    static final String ORDERS = """
            create table ${flyway:defaultSchema}.orders (tenant int, id int, code text, primary key (tenant, id));
            insert into ${flyway:defaultSchema}.orders select i % 4, i, 'x' || i from generate_series(1, 40) i;
            """;

    static final String DISTRIBUTE = """
            select create_distributed_table('${flyway:defaultSchema}.orders', 'tenant', colocate_with => 'none');
            select truncate_local_data_after_distributing_table('${flyway:defaultSchema}.orders');
            """;

    final String schema;
    final String url;
    private final Path folder;
    private final Runnable close;

    private Scene(String schema, String url, Path folder, Runnable close) {
        this.schema = schema;
        this.url = url;
        this.folder = folder;
        this.close = close;
    }

    static Scene plain(Path folder) {
        var database = TestDatabase.create();
        String url = database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password();
        return new Scene("app", url, folder, database::close);
    }

    static Scene onCitus(Path folder) throws SQLException {
        var cluster = CitusCluster.shared();
        String schema = cluster.schema();
        return new Scene(schema, cluster.jdbcUrl(), folder, () -> {
            try (var connection = cluster.connect();
                    var statement = connection.createStatement()) {
                statement.execute("drop schema if exists " + schema + " cascade");
                statement.execute("drop schema if exists penstock_citus cascade");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    Scene base(String name, String sql) {
        return file("base", name, sql);
    }

    Scene citus(String name, String sql) {
        return file("citus", name, sql);
    }

    private Scene file(String location, String name, String sql) {
        try {
            Files.createDirectories(folder.resolve(location));
            Files.writeString(folder.resolve(location).resolve(name), sql);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the base location alone. */
    FluentConfiguration flyway() {
        return flyway(url);
    }

    FluentConfiguration flyway(String other) {
        file("base", ".keep", "");
        file("citus", ".keep", "");
        return Flyway.configure()
                .dataSource(other, null, null)
                .defaultSchema(schema)
                .locations("filesystem:" + folder.resolve("base"));
    }

    CitusMigrations migrations() {
        return CitusMigrations.in("filesystem:" + folder.resolve("citus"));
    }

    void migrate() {
        migrations().migrate(flyway());
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    Catalog catalog() throws SQLException {
        try (var connection = connect()) {
            return CatalogReader.read(connection, ReadOptions.schemas(schema));
        }
    }

    /** How the schema's tables come to be distributed, as {@code penstock citus plan} writes it. */
    String plan() throws SQLException {
        try (var connection = connect()) {
            var inspection = Inspector.inspect(
                    connection,
                    InspectOptions.defaults().withSchemas(List.of(schema)).withTenant("tenant", null));
            var tenant = inspection.classification().tenant();
            var options = new Plan.Options(
                    tenant.column(),
                    tenant.type(),
                    List.of(schema),
                    List.of(),
                    inspection.catalog().tables().stream()
                            .map(table -> table.name())
                            .filter(name -> name.name().startsWith("flyway"))
                            .toList(),
                    List.of(),
                    null,
                    4,
                    256L << 20,
                    10);
            return PlanFile.yaml(Planner.plan(
                    inspection,
                    options,
                    new Choices(Map.of(
                            "GLOBAL_UNIQUE_BECOMES_PER_TENANT", "recommended",
                            "TRIGGER", "drop",
                            "IDENTITY_ONE_WAY", "recommended"))));
        }
    }

    void run(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql.replace("${flyway:defaultSchema}", schema));
        }
    }

    List<String> values(String query) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query.replace("${flyway:defaultSchema}", schema))) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        }
    }

    String value(String query) throws SQLException {
        return values(query).getFirst();
    }

    /** Versions and whether they went well, as the history has them. */
    List<String> history() throws SQLException {
        return values("select version || case when success then '' else ' failed' end from " + schema
                + ".flyway_schema_history where version is not null order by installed_rank");
    }

    @Override
    public void close() {
        close.run();
    }
}

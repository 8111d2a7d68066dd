package dev.penstock.cli.demo;

import dev.penstock.cli.database.Address;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.embedded.EmbeddedOptions;
import dev.penstock.postgres.embedded.EmbeddedPostgres;
import dev.penstock.postgres.schema.Migrator;
import dev.penstock.postgres.sql.TenantType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** The demo's PostgreSQL, owned by this process, and a connection to prepare, watch and prove with. */
final class DemoDatabase implements AutoCloseable {

    private final EmbeddedPostgres postgres;
    private final Address address;
    private final Connection connection;

    private DemoDatabase(EmbeddedPostgres postgres, Address address, Connection connection) {
        this.postgres = postgres;
        this.address = address;
        this.connection = connection;
    }

    /**
     * Starts the server and clears away what an earlier demo left.
     *
     * <p>Errors: the directory holds runs that are no demo's → {@code PEN-1010}; see {@link EmbeddedPostgres#open}.
     */
    static DemoDatabase open(Path directory, Consumer<String> progress) throws SQLException {
        var postgres =
                EmbeddedPostgres.open(directory, EmbeddedOptions.defaults().withProgress(progress));
        try {
            var address = new Address(postgres.jdbcUrl(), postgres.user(), postgres.password());
            var database = new DemoDatabase(postgres, address, address.connect());
            database.clear(directory);
            return database;
        } catch (SQLException | RuntimeException | Error e) {
            postgres.close();
            throw e;
        }
    }

    private void clear(Path directory) throws SQLException {
        try (var statement = connection.createStatement()) {
            try (var row = statement.executeQuery(DemoResource.sql("is_ours"))) {
                row.next();
                if (!row.getBoolean(1)) {
                    throw new PenstockException(
                            ErrorCode.INVALID_OPTION,
                            "the database in " + directory
                                    + " holds runs that are not a demo's, which the demo would delete; choose another"
                                    + " directory");
                }
            }
            // Two schemas that are not there are no news.
            statement.execute("set client_min_messages = warning");
            statement.execute(DemoResource.sql("clear"));
            new Migrator(connection, TenantType.TEXT, step -> {}).migrate();
            statement.execute(DemoResource.sql("create"));
        }
    }

    /** Makes the orders known, each with what has to be true of it in the end. */
    void place(List<Order> orders) throws SQLException {
        connection.setAutoCommit(false);
        try (var insert = connection.prepareStatement(DemoResource.sql("place_order"))) {
            for (var order : orders) {
                var fate = Fate.of(order);
                insert.setString(1, order.tenant());
                insert.setString(2, order.id());
                insert.setString(3, order.sku());
                insert.setInt(4, order.quantity());
                insert.setLong(5, order.cents());
                insert.setBoolean(6, fate.declined());
                insert.setInt(7, fate.steps(order));
                insert.setInt(8, fate.calls());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    Address address() {
        return address;
    }

    /** For the demo's own look-ups. Threads: one. */
    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        try (postgres) {
            connection.close();
        }
    }
}

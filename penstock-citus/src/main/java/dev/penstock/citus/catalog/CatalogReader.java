package dev.penstock.citus.catalog;

import static dev.penstock.citus.failure.CitusErrorCode.CATALOG_UNREADABLE;
import static dev.penstock.citus.failure.CitusErrorCode.SCHEMA_NOT_FOUND;
import static dev.penstock.citus.failure.CitusErrorCode.TABLE_NOT_FOUND;
import static dev.penstock.citus.failure.CitusErrorCode.VERSION_TOO_OLD;

import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads schemas from a live database.
 *
 * <p>Transaction: opens its own, read-only and repeatable-read, and ends it; the connection must be in auto-commit mode and
 * is left as it was. Locks: ACCESS SHARE on each table while its size is read. Threads: one at a time per connection.
 */
public final class CatalogReader {

    private static final int OLDEST_POSTGRES = 14_00_00;
    private static final int OLDEST_CITUS = 12;

    private CatalogReader() {}

    /**
     * The schemas as they are.
     *
     * <p>Errors: connection in a transaction → {@code PEN-6003}; a schema that does not exist → {@code PEN-6004};
     * PostgreSQL before 14 or Citus before 12.0 → {@code PEN-6006}; anything the server refuses, a timeout among them →
     * {@code PEN-6002}. Cost: 16 statements, 21 with Citus, however many tables; with Citus one connection to every node.
     */
    public static Catalog read(Connection connection, ReadOptions options) {
        try (var ignored =
                Reading.begin(connection, Reading.CATALOGS_ALONE, options.statementTimeout(), options.lockTimeout())) {
            return readAll(connection, options);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /**
     * What Citus has made of one table; on plain PostgreSQL always {@link Distribution#PLAIN}.
     *
     * <p>Transaction: joins the caller's, if any. Errors: no such table → {@code PEN-6005}. Cost: two statements, one on
     * plain PostgreSQL.
     */
    public static Distribution distributionOf(Connection connection, QualifiedName table) {
        try {
            var found = Statement.named("table_oid")
                    .rows(connection, Found.class, Map.of("schema", table.schema(), "name", table.name()));
            if (found.isEmpty()) {
                throw new CitusException(
                        TABLE_NOT_FOUND, "no table " + table + "; names are taken as they are, without folding case");
            }
            if (!found.getFirst().citus()) {
                return Distribution.PLAIN;
            }
            return Statement.named("distribution")
                    .rows(
                            connection,
                            CitusTableRow.class,
                            Map.of("table", found.getFirst().oid()))
                    .stream()
                    .map(CitusTableRow::distribution)
                    .findFirst()
                    .orElse(Distribution.PLAIN);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private static Catalog readAll(Connection connection, ReadOptions options) throws SQLException {
        var server = Statement.named("server")
                .rows(connection, Server.class, Map.of())
                .getFirst();
        requireVersions(server);
        var schemas = schemas(connection, options.schemas());
        Map<String, Object> values =
                Map.of("namespaces", schemas.stream().map(Schema::oid).toList());
        var read = new Read(connection, values);
        var cluster = server.citusVersion() == null ? null : Cluster.read(read, server.citusVersion());
        var tables = new Assembly(
                        read.rows("tables", TableRow.class),
                        read.rows("columns", Column.class),
                        read.rows("keys", Key.class),
                        read.rows("checks", Check.class),
                        read.rows("indexes", Index.class),
                        read.rows("triggers", Trigger.class),
                        read.rows("rules", Rule.class),
                        read.rows("policies", Policy.class),
                        read.rows("statistics", Statistics.class),
                        cluster)
                .tables();
        return new Catalog(
                server,
                cluster == null ? null : cluster.citus(),
                schemas,
                tables,
                read.rows("foreign_keys", ForeignKey.class),
                read.rows("views", View.class),
                read.rows("sequences", Sequence.class),
                read.rows("publications", Publication.class));
    }

    private static List<Schema> schemas(Connection connection, List<String> names) throws SQLException {
        var values = new HashMap<String, @Nullable Object>();
        values.put("schemas", names.isEmpty() ? null : names);
        var schemas = Statement.named("schemas").rows(connection, Schema.class, values);
        var missing = names.stream()
                .filter(name ->
                        schemas.stream().noneMatch(schema -> schema.name().equals(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw new CitusException(
                    SCHEMA_NOT_FOUND,
                    "no schema " + String.join(", ", missing) + "; names are taken as they are, without folding case");
        }
        return schemas;
    }

    private static void requireVersions(Server server) {
        if (server.version() < OLDEST_POSTGRES) {
            throw new CitusException(
                    VERSION_TOO_OLD, "PostgreSQL " + server.versionText() + "; 14 is the oldest that Citus 12 runs on");
        }
        String citus = server.citusVersion();
        if (citus != null && Integer.parseInt(citus.split("[.-]")[0]) < OLDEST_CITUS) {
            throw new CitusException(
                    VERSION_TOO_OLD, "Citus " + citus + "; upgrade to 12.0 or newer, which has schema-based sharding");
        }
    }

    private static CitusException unreadable(SQLException e) {
        return new CitusException(
                CATALOG_UNREADABLE,
                "the catalogs could not be read (SQLSTATE " + e.getSQLState() + "): " + e.getMessage(),
                e);
    }

    /** A table that {@code table_oid} found. */
    record Found(long oid, boolean citus) {}

    /** The statements that are all given the same schemas. */
    record Read(Connection connection, Map<String, Object> values) {

        <T> List<T> rows(String statement, Class<T> type) throws SQLException {
            return Statement.named(statement).rows(connection, type, values);
        }
    }
}

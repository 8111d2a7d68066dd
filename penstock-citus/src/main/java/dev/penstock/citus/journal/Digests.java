package dev.penstock.citus.journal;

import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows and checksums of tables, taken where the rows are and kept in the journal. */
public final class Digests {

    private final Journal journal;

    public Digests(Journal journal) {
        this.journal = journal;
    }

    /**
     * Counts a table, in the caller's transaction; an earlier digest of the same moment is replaced.
     *
     * <p>Locks: ACCESS SHARE. Cost: reads the whole table, each shard on its node.
     *
     * @param columns that the checksum is made of
     * @param tenant the column to group by; null for the table as a whole
     */
    public void take(
            Connection connection, Moment moment, QualifiedName table, List<String> columns, @Nullable String tenant)
            throws SQLException {
        Statement.in("measure", "session").run(connection, Map.of());
        var values = values(table);
        values.put("moment", moment.label());
        values.put("columns", columns);
        values.put("tenant_column", tenant);
        Statement.in("measure", "measured").run(connection, values);
        var template = Statement.in("measure", "digest");
        String sql = template.text()
                .replace("{table}", table.quoted())
                .replace("{tenant}", tenant == null ? "null::text" : "t." + Identifier.quoted(tenant) + "::text")
                .replace(
                        "{columns}",
                        columns.stream()
                                .map(column -> "t." + Identifier.quoted(column))
                                .collect(Collectors.joining(", ")));
        new Statement(sql, template.parameters()).run(connection, values);
    }

    /** Of all columns that the table has now. */
    public void take(Connection connection, Moment moment, QualifiedName table, @Nullable String tenant)
            throws SQLException {
        take(connection, moment, table, columns(connection, table), tenant);
    }

    /** Empty when there is no such table. */
    public static List<String> columns(Connection connection, QualifiedName table) throws SQLException {
        return Statement.in("measure", "columns")
                .rows(connection, Named.class, Map.of("schema", table.schema(), "name", table.name()))
                .stream()
                .map(Named::name)
                .toList();
    }

    record Named(String name) {}

    public List<Measured> all(Connection connection) throws SQLException {
        return Statement.in("measure", "measures")
                .rows(connection, Measured.class, Map.of("fingerprint", journal.fingerprint()));
    }

    public Optional<Measured> of(Connection connection, Moment moment, QualifiedName table) throws SQLException {
        return all(connection).stream()
                .filter(measured -> measured.moment().equals(moment.label())
                        && measured.tableName().equals(table.quoted()))
                .findFirst();
    }

    /** How the table differs between two moments that were both counted. */
    public Difference difference(Connection connection, QualifiedName table, Moment earlier, Moment later)
            throws SQLException {
        var values = values(table);
        values.put("earlier", earlier.label());
        values.put("later", later.label());
        return Statement.in("measure", "differences")
                .rows(connection, Difference.class, values)
                .getFirst();
    }

    private Map<String, @Nullable Object> values(QualifiedName table) {
        var values = new HashMap<String, @Nullable Object>();
        values.put("fingerprint", journal.fingerprint());
        values.put("table_name", table.quoted());
        return values;
    }

    /**
     * A digest that was taken.
     *
     * @param columns that the checksum is made of
     * @param tenantColumn that it was grouped by; null for the table as a whole
     */
    public record Measured(
            String moment,
            String tableName,
            List<String> columns,
            @Nullable String tenantColumn,
            String measuredAt,
            long rowCount) {}

    /**
     * Two digests side by side.
     *
     * @param tenants of either
     * @param equal tenants with as many rows and the same checksum
     * @param samples a few tenants that differ
     * @param checksumsEqual of the tables as a whole
     */
    public record Difference(
            long tenants, long equal, long beforeRows, long afterRows, List<String> samples, boolean checksumsEqual) {

        public boolean none() {
            return tenants == equal;
        }

        /** Such as {@code 3 of 12 tenants differ (a, b, c), 100 rows before and 99 after}. */
        @Override
        public String toString() {
            return none()
                    ? beforeRows + " rows, " + tenants + " tenants, equal"
                    : tenants - equal + " of " + tenants + " tenants differ (" + String.join(", ", samples) + "), "
                            + beforeRows + " rows before and " + afterRows + " after";
        }
    }
}

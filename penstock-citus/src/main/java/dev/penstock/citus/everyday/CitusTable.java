package dev.penstock.citus.everyday;

import static dev.penstock.citus.failure.CitusErrorCode.COLUMN_HAS_NULLS;
import static dev.penstock.citus.failure.CitusErrorCode.INVALID_OPTION;
import static dev.penstock.citus.failure.CitusErrorCode.STRANDED_ROWS;
import static dev.penstock.citus.failure.CitusErrorCode.TRUNCATION_UNPROVEN;

import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.Distribution;
import dev.penstock.citus.catalog.DistributionState;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Reached;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * One table, on Citus or on plain PostgreSQL, as a migration asks about it.
 *
 * <pre>{@code
 * var orders = CitusTable.of(connection, "app.orders");
 * if (orders.distributed()) {
 *     orders.emptyStranded();
 * }
 * orders.setNotNull("placed_at");
 * }</pre>
 *
 * <p>Threads: as the connection. Errors of the server come as {@link SQLException}.
 */
public final class CitusTable {

    private static final String CHECK_VIOLATION = "23514";

    private final Connection connection;
    private final QualifiedName name;
    private final LockBudget budget;

    private CitusTable(Connection connection, QualifiedName name, LockBudget budget) {
        this.connection = connection;
        this.name = name;
        this.budget = budget;
    }

    /**
     * @param name with its schema, as SQL writes it: {@code app.orders}, {@code app."Order"}. Errors: without a schema → {@code
     *     PEN-6008}; no such table → {@code PEN-6005}
     */
    public static CitusTable of(Connection connection, String name) {
        var parsed = QualifiedName.parse(name)
                .orElseThrow(() -> new CitusException(
                        INVALID_OPTION, "\"" + name + "\" is no table with its schema; write app.orders"));
        CatalogReader.distributionOf(connection, parsed);
        return new CitusTable(connection, parsed, LockBudget.DEFAULT);
    }

    /** How long each lock is waited for, and how long it is tried again; 500 ms and a minute unless said. */
    public CitusTable within(LockBudget other) {
        return new CitusTable(connection, name, other);
    }

    /** Everything that Citus says of the table now. Cost: two statements, one on plain PostgreSQL. */
    public Distribution distribution() {
        return CatalogReader.distributionOf(connection, name);
    }

    /** Plain, Citus-local, reference, single-shard or hash-distributed; or by one of the old methods. */
    public DistributionState state() {
        return distribution().state();
    }

    /** Whether its rows are in shards. A Citus-local table's are not, although Citus has metadata of it. */
    public boolean distributed() {
        return distribution().distributed();
    }

    /** What is left of before the distribution in one table of the coordinator: the table itself or a partition. */
    public record Stranded(QualifiedName table, long bytes) {}

    /** Empty where nothing is left, and for a table that is not distributed: its rows belong there. */
    public List<Stranded> stranded() throws SQLException {
        return distributed()
                ? Reached.byTruncating(connection, name).stream()
                        .filter(each -> each.bytes() > 0
                                && each.distributed()
                                && each.root().equals(name))
                        .map(each -> new Stranded(each.table(), each.bytes()))
                        .toList()
                : List.of();
    }

    /**
     * Removes what is left on the coordinator; does nothing where nothing is.
     *
     * <p>Transaction: joins the caller's; in auto-commit mode one of its own within the lock budget. Locks: ACCESS EXCLUSIVE on the
     * coordinator's own table, briefly. Errors: a foreign key, over however many tables, leads from a table whose rows are on the
     * coordinator alone, which would be emptied with it → {@code PEN-6026}, and nothing was done.
     */
    public void emptyStranded() throws SQLException {
        if (stranded().isEmpty()) {
            return;
        }
        budget.run(connection, () -> {
            var lost = Reached.byTruncating(connection, name).stream()
                    .filter(each -> !each.distributed())
                    .toList();
            if (!lost.isEmpty()) {
                throw new CitusException(
                        TRUNCATION_UNPROVEN,
                        "what is left of " + name + " on the coordinator cannot be emptied: it would empty "
                                + lost.stream()
                                        .map(each -> each.table() + " (" + each.depth() + " foreign keys away)")
                                        .collect(Collectors.joining(", "))
                                + " too, whose rows are nowhere else; distribute those tables first");
            }
            Statement.in("apply", "truncate").run(connection, Map.of("table", name.quoted()));
        });
    }

    /**
     * Declares a column NOT NULL without scanning the table under a lock; does nothing when it is already.
     *
     * <p>A check is added NOT VALID, validated beside the writes, and spares SET NOT NULL its scan, on every shard. Can be called
     * again after whatever stopped it.
     *
     * <p>Transaction: five of its own, so the connection must be in auto-commit mode, or {@code PEN-6003}. Locks: ACCESS EXCLUSIVE
     * three times, briefly and within the lock budget, on the workers too. Errors: no such column → {@code PEN-6008}; rows of before
     * the distribution are left on the coordinator and would be checked too → {@code PEN-6041}; there are NULLs → {@code PEN-6042},
     * with their number, and the check is gone again; no lock → {@code PEN-6023}. Cost: one scan of the table.
     */
    public void setNotNull(String column) throws SQLException {
        CitusCommands.requireAutoCommit(connection, "declared in one transaction, the scan would be under its lock");
        String check = "penstock_nn_" + hash(column);
        var before = column(column, check);
        String alter = "alter table " + name.quoted();
        String quoted = Identifier.quoted(column);
        if (!before.notNull()) {
            requireNothingStranded(column);
            if (!before.checked()) {
                budget.statement(
                        connection,
                        alter + " add constraint " + check + " check (" + quoted + " is not null) not valid");
            }
            validate(alter, check, column);
            budget.statement(connection, alter + " alter column " + quoted + " set not null");
        }
        if (column(column, check).checked()) {
            budget.statement(connection, alter + " drop constraint " + check);
        }
    }

    private void requireNothingStranded(String column) throws SQLException {
        var left = stranded();
        if (!left.isEmpty()) {
            throw new CitusException(
                    STRANDED_ROWS,
                    "rows of before the distribution are left on the coordinator, in "
                            + left.stream()
                                    .map(each -> each.table() + " (" + each.bytes() + " bytes)")
                                    .collect(Collectors.joining(", "))
                            + ", and would be checked for " + column + " too; call emptyStranded() first");
        }
    }

    private void validate(String alter, String check, String column) throws SQLException {
        try {
            budget.statement(connection, alter + " validate constraint " + check);
        } catch (SQLException e) {
            if (!CHECK_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            budget.statement(connection, alter + " drop constraint " + check);
            throw new CitusException(
                    COLUMN_HAS_NULLS,
                    nulls(column) + " rows of " + name + " have no " + column + "; give them one, then try again",
                    e);
        }
    }

    private long nulls(String column) throws SQLException {
        String sql =
                "select count(*) as count from " + name.quoted() + " where " + Identifier.quoted(column) + " is null";
        return new Statement(sql, List.of())
                .rows(connection, Count.class, Map.of())
                .getFirst()
                .count();
    }

    private ColumnState column(String column, String check) throws SQLException {
        return Statement.in("everyday", "column")
                .rows(
                        connection,
                        ColumnState.class,
                        Map.of("schema", name.schema(), "name", name.name(), "column", column, "check", check))
                .stream()
                .findFirst()
                .orElseThrow(() -> new CitusException(INVALID_OPTION, name + " has no column " + column));
    }

    /** The same for the same column, so that a check that a killed call left is found again. */
    private static String hash(String column) {
        var crc = new CRC32();
        crc.update(column.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    record ColumnState(boolean notNull, boolean checked) {}

    record Count(long count) {}

    @Override
    public String toString() {
        return name.quoted();
    }
}

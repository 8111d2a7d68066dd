package dev.penstock.citus.inspect;

import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.Table;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reference of one table's rows to another's.
 *
 * @param nullable whether a row may refer to nothing
 * @param foreignKey null when only the names suggest it
 * @param backwards whether it is the one row {@code to} that refers here, which the foreign key says and a unique index
 */
public record Link(
        Table from,
        List<String> columns,
        Table to,
        List<String> toColumns,
        boolean nullable,
        @Nullable ForeignKey foreignKey,
        boolean backwards) {

    Link(
            Table from,
            List<String> columns,
            Table to,
            List<String> toColumns,
            boolean nullable,
            @Nullable ForeignKey foreignKey) {
        this(from, columns, to, toColumns, nullable, foreignKey, false);
    }

    /** Whether a foreign key says so, not only the names. */
    public boolean declared() {
        return foreignKey != null;
    }

    /** Such as {@code order_id → app.orders}. */
    @Override
    public String toString() {
        if (backwards) {
            return "the row of " + to.name() + " whose "
                    + toColumns.stream().map(Identifier::quoted).collect(Collectors.joining(", ")) + " refers to it";
        }
        return columns.stream().map(Identifier::quoted).collect(Collectors.joining(", "))
                + " → "
                + to.name()
                + (declared() ? nullable ? " (may be null)" : "" : " (by name only, no foreign key)");
    }
}

package dev.penstock.citus.verify;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Sequence;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.verify.Verification.Check;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether sequences are ahead of what is in the tables: Citus resets those of identity columns in silence. */
record SequencesCheck(Connection connection, Catalog catalog, Set<QualifiedName> tables) {

    private static final Set<String> NUMBERS = Set.of("smallint", "integer", "bigint", "numeric");

    Check run() throws SQLException {
        var failures = new ArrayList<String>();
        int looked = 0;
        var byOid = catalog.byOid();
        for (Sequence sequence : catalog.sequences()) {
            for (Sequence.Draw draw : sequence.drawnBy()) {
                Table table = byOid.get(draw.tableOid());
                if (table != null
                        && tables.contains(table.name())
                        && sequence.increment() > 0
                        && table.column(draw.column())
                                .filter(SequencesCheck::ofNumbers)
                                .isPresent()) {
                    looked++;
                    long highest = highest(table.name(), draw.column());
                    long last = sequence.lastValue() == null ? 0 : sequence.lastValue();
                    if (last < highest) {
                        failures.add(
                                "sequence " + sequence.name() + " stands at " + last + ", but " + table.name() + "."
                                        + draw.column() + " has " + highest + " already: SELECT setval("
                                        + Identifier.literal(sequence.name().quoted()) + ", " + highest + ")");
                    }
                }
            }
        }
        return new Check("sequences", looked + " columns", failures, List.of());
    }

    /** A text that is made with a sequence's number, such as {@code 'INV-' || nextval(…)}, says nothing of where it stands. */
    private static boolean ofNumbers(Column column) {
        String type = column.domainOf() == null ? column.type() : column.domainOf();
        return NUMBERS.contains(type.replaceFirst("\\(.*", ""));
    }

    private long highest(QualifiedName table, String column) throws SQLException {
        var template = Statement.in("verify", "highest");
        String sql =
                template.text().replace("{column}", Identifier.quoted(column)).replace("{table}", table.quoted());
        return new Statement(sql, template.parameters())
                .rows(connection, Highest.class, Map.of())
                .getFirst()
                .value();
    }

    record Highest(long value) {}
}

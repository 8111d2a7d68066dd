package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Sequence;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A column that goes, and what it takes to have it again as it was. Pure.
 *
 * @param name what it is called when it goes
 * @param kept its values by then, by the key
 * @param keptSequence where the sequence of an identity stood by then
 * @param key what tells the rows apart without it; empty when nothing does
 */
record LostColumn(
        Catalog catalog,
        Table table,
        Column column,
        String name,
        QualifiedName kept,
        QualifiedName keptSequence,
        List<String> key) {

    /** Statements that are carried out only where a condition holds, all or none. */
    static String where(String condition, List<String> sql) {
        return "do $penstock$"
                + "\nbegin"
                + "\n  if " + condition + " then\n    "
                + String.join(";\n    ", sql)
                + ";\n  end if;"
                + "\nend"
                + "\n$penstock$";
    }

    /** Whether it can do without NOT NULL, so that programs that do not know it can insert. */
    boolean mayBeNull() {
        return column.notNull() && !identity() && !generated();
    }

    /** A condition: something that stays is made with it, and would stop its end or go with it unasked. */
    String needed() {
        return "exists (select 1 from pg_catalog.pg_depend d join pg_catalog.pg_attribute a on a.attrelid = d.refobjid"
                + " and a.attnum = d.refobjsubid left join pg_catalog.pg_attrdef f on f.oid = d.objid and d.classid ="
                + " 'pg_catalog.pg_attrdef'::pg_catalog.regclass where d.refclassid ="
                + " 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = " + Probes.oid(table.name())
                + " and a.attname = " + literal(column.name()).strip()
                + " and (f.adnum <> a.attnum or d.classid in ('pg_catalog.pg_rewrite'::pg_catalog.regclass,"
                + " 'pg_catalog.pg_trigger'::pg_catalog.regclass, 'pg_catalog.pg_policy'::pg_catalog.regclass,"
                + " 'pg_catalog.pg_proc'::pg_catalog.regclass)))";
    }

    /** What would be dropped with the column. */
    Optional<Sequence> sequence() {
        return catalog.sequences().stream()
                .filter(each -> each.ownedByTableOid() != null
                        && each.ownedByTableOid() == table.oid()
                        && column.name().equals(each.ownedByColumn()))
                .findFirst();
    }

    /** An identity cannot do without its sequence, and of distributed tables Citus lets no sequence be altered. */
    boolean survives(Sequence sequence) {
        return !sequence.identity() && !table.distribution().distributed();
    }

    List<String> drop() {
        var sql = new ArrayList<String>();
        sequence().filter(each -> !table.distribution().distributed()).ifPresent(sequence -> {
            if (survives(sequence)) {
                sql.add("alter sequence " + sequence.name().quoted() + " owned by none");
            } else {
                sql.add("create sequence " + keptSequence.quoted() + " as " + sequence.type() + " "
                        + Attachments.counting(sequence));
                sql.add("select " + set(keptSequence, sequence.name()));
            }
        });
        sql.add(alter() + " drop column if exists " + quoted(name));
        return sql;
    }

    Reversal reversal() {
        if (table.distribution().distributed()) {
            return new Reversal.Impossible("the table is distributed"
                    + (generated() ? "" : "; the values of " + column.name() + " are kept in " + kept));
        }
        if (key.isEmpty() && !generated()) {
            return new Reversal.Impossible("no key tells which row a value was of; they are kept in " + kept);
        }
        return new Reversal.By(Work.Statements.one(where(Probes.not(Probes.column(table.name(), name)), back())));
    }

    private List<String> back() {
        var sql = new ArrayList<String>();
        sql.add(alter() + " add column " + quoted(name) + " " + column.type()
                + (column.collation() == null
                        ? ""
                        : " collate " + column.collation().quoted())
                + (generated()
                        ? " generated always as (" + column.generation() + ") "
                                + (column.generated() == Column.Generated.STORED ? "stored" : "virtual")
                                + (column.notNull() ? " not null" : "")
                        : ""));
        if (!column.storage().equals("PLAIN")) {
            sql.add(alter() + alterColumn() + "set storage " + column.storage());
        }
        if (column.statisticsTarget() != null) {
            sql.add(alter() + alterColumn() + "set statistics " + column.statisticsTarget());
        }
        if (!generated()) {
            values(sql);
        }
        sequence().ifPresent(sequence -> {
            if (survives(sequence)) {
                sql.add("alter sequence " + sequence.name().quoted() + " owned by " + place());
            } else {
                identity(sql, sequence);
            }
        });
        Keys.comment(column.comment(), "column " + place()).ifPresent(sql::add);
        column.grants()
                .forEach(grant -> sql.add(Restore.grant(
                        grant,
                        grant.privilege() + " (" + quoted(name) + ")",
                        table.name().quoted())));
        return sql;
    }

    /** Rows that came since have the default, as they would have had. */
    private void values(List<String> sql) {
        String value = identity()
                ? "pg_catalog.nextval(" + literal(keptSequence.quoted()).strip() + ")"
                : column.defaultValue();
        if (value != null) {
            sql.add(alter() + alterColumn() + "set default " + value);
        }
        String same = Terms.on(key, "c", key, "k");
        String update = "update " + table.name().quoted() + " c set " + quoted(name) + " = ";
        sql.add(update + "k." + quoted(name) + " from " + kept.quoted() + " k where " + same);
        if (value != null) {
            sql.add(update + "default where not exists (select 1 from " + kept.quoted() + " k where " + same + ")");
        }
    }

    /** It goes on where it stood, behind the rows that came since. */
    private void identity(List<String> sql, Sequence sequence) {
        sql.add(alter() + alterColumn() + "drop default");
        sql.add(alter() + alterColumn() + "set not null");
        sql.add(alter() + alterColumn() + "add generated "
                + (column.identity() == Column.Identity.ALWAYS ? "always" : "by default")
                + " as identity (sequence name " + sequence.name().quoted() + " " + Attachments.counting(sequence)
                + ")");
        sql.add("perform " + set(sequence.name(), keptSequence));
        sql.add("drop sequence " + keptSequence.quoted());
        sql.addAll(Restore.of(sequence));
    }

    private static String set(QualifiedName sequence, QualifiedName from) {
        return "pg_catalog.setval(" + literal(sequence.quoted()).strip() + ", last_value, is_called) from "
                + from.quoted();
    }

    private boolean identity() {
        return column.identity() != Column.Identity.NONE;
    }

    private boolean generated() {
        return column.generated() != Column.Generated.NONE;
    }

    private String alter() {
        return "alter table " + table.name().quoted();
    }

    private String alterColumn() {
        return " alter column " + quoted(name) + " ";
    }

    private String place() {
        return table.name().quoted() + "." + quoted(name);
    }
}

package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows that break a rule are put aside, and with them all rows that refer to them, however indirectly.
 *
 * <p>Only these rows are locked, and only once they have been found: a bad row first, so that nobody can refer to it any more, then
 * those that do. One that is written between the search and the lock is left to the next round. The rows leave their tables in a
 * single statement: so neither a cycle of foreign keys nor ON DELETE CASCADE comes into play.
 */
final class Quarantine {

    private static final String BAD = "pg_temp.penstock_bad";

    private Quarantine() {}

    /**
     * Adds the operation.
     *
     * @param bad the condition of a bad row {@code c}
     * @param reason an expression over {@code c}
     * @param probe whether there are none
     */
    static void step(
            Planning planning, Member member, String what, String title, String bad, String reason, String probe) {
        var referrers = new ArrayList<ForeignKey>();
        var tables = closure(planning, member, referrers);
        var step = planning.draft()
                .step(Phase.CONSTRAIN, member.name(), what, title)
                .estimate(member.table().estimatedRows(), member.table().bytes())
                .probe(probe);
        tables.keySet().forEach(table -> step.lock(table, Mode.ROW_EXCLUSIVE, Hold.BRIEF));
        step.work(id -> new Work.Quarantine(
                        statements(id, member.name(), tables.keySet().stream().toList(), referrers, bad, reason),
                        tables.keySet().stream().map(table -> report(id, table)).collect(joining("\nunion all "))))
                .reversal(id -> new Reversal.By(Work.Statements.one(restore(id, tables))))
                .add();
    }

    /** The table and those that refer to it, with what is to come back; of schemas that were not read no columns are known. */
    private static Map<QualifiedName, List<String>> closure(
            Planning planning, Member member, List<ForeignKey> referrers) {
        var inbound = planning.catalog().inbound();
        var tables = new LinkedHashMap<QualifiedName, List<String>>();
        var open = new ArrayDeque<Long>(List.of(member.table().oid()));
        tables.put(member.name(), columns(planning, member.table()));
        while (!open.isEmpty()) {
            for (ForeignKey key : inbound.getOrDefault(open.remove(), List.of())) {
                referrers.add(key);
                if (!tables.containsKey(key.table())) {
                    tables.put(
                            key.table(),
                            planning.catalog()
                                    .table(key.tableOid())
                                    .map(table -> columns(planning, table))
                                    .orElse(List.of()));
                    open.add(key.tableOid());
                }
            }
        }
        return tables;
    }

    /** All that can be written, the tenant's column among them that the plan adds: it is NOT NULL by the time rows come back. */
    private static List<String> columns(Planning planning, Table table) {
        return Stream.concat(
                        table.columns().stream()
                                .filter(column -> column.generated() == Column.Generated.NONE)
                                .map(Column::name),
                        planning
                                .member(table.oid())
                                .filter(member ->
                                        member.spreads() && member.column().added())
                                .map(member -> member.column().name())
                                .stream())
                .toList();
    }

    private static List<String> statements(
            String id,
            QualifiedName table,
            List<QualifiedName> tables,
            List<ForeignKey> referrers,
            String bad,
            String reason) {
        var sql = new ArrayList<String>();
        tables.forEach(each -> {
            sql.add("create table if not exists " + Names.quarantine(each).quoted() + " (like " + each.quoted()
                    + ", penstock_reason text, penstock_operation text, penstock_moved_at timestamptz)");
            sql.add(grow(each));
        });
        sql.add(
                "create temporary table penstock_found on commit drop as select c.tableoid as part, c.ctid as place from "
                        + table.quoted() + " c where " + bad);
        sql.add(
                "create temporary table penstock_bad (part oid, place tid, reason text, depth int, primary key (part, place))"
                        + " on commit drop");
        sql.add("insert into " + BAD + " select c.tableoid, c.ctid, " + reason
                + ", 0 from pg_temp.penstock_found f join " + table.quoted()
                + " c on c.tableoid = f.part and c.ctid = f.place where " + bad + " for update of c");
        sql.add("analyze " + BAD);
        if (!referrers.isEmpty()) {
            sql.add(spread(referrers));
        }
        sql.add(move(id, tables));
        return sql;
    }

    /** Until no more rows refer to bad ones. */
    private static String spread(List<ForeignKey> referrers) {
        return "do $penstock$"
                + "\ndeclare"
                + "\n  found bigint;"
                + "\n  more boolean;"
                + "\n  far int := 0;"
                + "\nbegin"
                + "\n  loop"
                + "\n    more := false;"
                + referrers.stream()
                        .map(key ->
                                "\n    insert into " + BAD + " select c.tableoid, c.ctid, 'refers to a row put aside: '"
                                        + " || " + literal(key.name()).strip() + ", far + 1"
                                        + "\n      from " + key.table().quoted() + " c join "
                                        + key.referenced().quoted() + " p on "
                                        + Terms.on(key.columns(), "c", key.referencedColumns(), "p")
                                        + "\n      join " + BAD + " b on b.part = p.tableoid and b.place = p.ctid"
                                        + "\n      where b.depth = far for update of c"
                                        + "\n      on conflict do nothing;"
                                        + "\n    get diagnostics found = row_count;"
                                        + "\n    more := more or found > 0;")
                        .collect(joining())
                + "\n    exit when not more;"
                + "\n    far := far + 1;"
                + "\n  end loop;"
                + "\nend"
                + "\n$penstock$";
    }

    /**
     * What is kept of an earlier plan's rows has the columns of that time: it gets those that came since, and asks for none that went.
     */
    private static String grow(QualifiedName table) {
        String kept = Names.quarantine(table).quoted();
        return "do $penstock$"
                + "\ndeclare"
                + "\n  change text;"
                + "\nbegin"
                + "\n  for change in"
                + "\n    select format('add column %I %s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod))"
                + "\n      from pg_catalog.pg_attribute a where " + columnOf("a", table)
                + "\n      and not exists (select 1 from pg_catalog.pg_attribute k where "
                + columnOf("k", Names.quarantine(table)) + " and k.attname = a.attname)"
                + "\n    union all"
                + "\n    select format('alter column %I drop not null', k.attname) from pg_catalog.pg_attribute k where "
                + columnOf("k", Names.quarantine(table)) + " and k.attnotnull"
                + "\n  loop"
                + "\n    execute " + literal("alter table " + kept + " ").strip() + " || change;"
                + "\n  end loop;"
                + "\nend"
                + "\n$penstock$";
    }

    private static String columnOf(String alias, QualifiedName table) {
        return alias + ".attrelid = " + Probes.oid(table) + " and " + alias + ".attnum > 0 and not " + alias
                + ".attisdropped";
    }

    /** By the names that the columns have by then: neither their order nor their number need be those of before. */
    private static String move(String id, List<QualifiedName> tables) {
        String statement = "with "
                + IntStream.range(0, tables.size())
                        .mapToObj(i -> "gone_" + i + " as (delete from "
                                + escaped(tables.get(i).quoted()) + " c using " + BAD
                                + " b where b.part = c.tableoid and b.place = c.ctid"
                                + " returning c.*, b.reason as penstock_reason),"
                                + "\nkept_" + i + " as (insert into "
                                + escaped(Names.quarantine(tables.get(i)).quoted()) + " (%" + (i + 1)
                                + "$s, penstock_reason, penstock_operation, penstock_moved_at) select %" + (i + 1)
                                + "$s, penstock_reason, " + escaped(literal(id).strip())
                                + ", clock_timestamp() from gone_" + i + ")")
                        .collect(joining(",\n"))
                + "\nselect 1";
        return "do $penstock$"
                + "\nbegin"
                + "\n  execute format($move$" + statement + "$move$"
                + tables.stream()
                        .map(table -> ",\n    (select string_agg(quote_ident(a.attname), ', ' order by a.attnum)"
                                + " from pg_catalog.pg_attribute a where " + columnOf("a", table) + ")")
                        .collect(joining())
                + ");"
                + "\nend"
                + "\n$penstock$";
    }

    private static String escaped(String text) {
        return text.replace("%", "%%");
    }

    private static List<String> restore(String id, Map<QualifiedName, List<String>> tables) {
        var back = new ArrayList<String>();
        int i = 0;
        for (var entry : tables.entrySet()) {
            String columns = entry.getValue().stream().map(Identifier::quoted).collect(joining(", "));
            if (!columns.isEmpty()) {
                back.add("taken_" + i + " as (delete from "
                        + Names.quarantine(entry.getKey()).quoted() + " where penstock_operation = "
                        + literal(id).strip() + " returning *),"
                        + "\nback_" + i + " as (insert into " + entry.getKey().quoted() + " (" + columns
                        + ") overriding system value select " + columns + " from taken_" + i + ")");
            }
            i++;
        }
        return List.of("with " + String.join(",\n", back) + "\nselect 1");
    }

    private static String report(String id, QualifiedName table) {
        return "select " + literal(table.quoted()).strip()
                + " as table_name, penstock_reason as reason, count(*) as rows"
                + " from " + Names.quarantine(table).quoted() + " where penstock_operation = "
                + literal(id).strip() + " group by penstock_reason";
    }
}

package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.QualifiedName;
import java.util.List;

/**
 * How a schema comes to lie in one shard. Pure.
 *
 * <p>Citus copies the rows and leaves the old ones in the coordinator's own tables, where later DDL finds them. They are emptied in the
 * same transaction, after the proof that each table has as many rows in its shard as before, and that all that the truncation would reach
 * is in shards.
 */
final class WholeSchema {

    private static final String COUNTED = "pg_temp.penstock_counted";

    private WholeSchema() {}

    /** Statements for one transaction. */
    static List<String> distribute(String schema, List<QualifiedName> tables) {
        return List.of(
                "lock table " + tables.stream().map(QualifiedName::quoted).collect(joining(", "))
                        + " in access exclusive mode",
                "create temporary table penstock_counted on commit drop as "
                        + tables.stream()
                                .map(table ->
                                        "select " + text(table) + " as name, count(*) as rows from " + table.quoted())
                                .collect(joining(" union all ")),
                "select citus_schema_distribute(" + literal(schema).strip() + ")",
                proof(schema, tables),
                "select truncate_local_data_after_distributing_table(oid) from pg_catalog.pg_class where relnamespace ="
                        + namespace(schema) + " and relkind in ('r', 'p') and not relispartition");
    }

    private static String proof(String schema, List<QualifiedName> tables) {
        return "do $penstock$ declare penstock_now bigint; begin\n"
                + tables.stream().map(WholeSchema::counted).collect(joining())
                + "if exists (with recursive reached (oid) as ("
                + "select oid from pg_catalog.pg_class where relnamespace =" + namespace(schema)
                + " and relkind in ('r', 'p')"
                + " union select k.conrelid from reached r join pg_catalog.pg_constraint k on k.contype = 'f' and k.confrelid ="
                + " r.oid)"
                + " select 1 from reached r left join pg_catalog.pg_dist_partition p on p.logicalrelid = r.oid"
                + " where p.colocationid is null or p.colocationid = 0)"
                + " then raise exception 'a table that refers to those of the schema is not in a shard'; end if;\n"
                + "end $penstock$";
    }

    private static String counted(QualifiedName table) {
        return "select count(*) into penstock_now from " + table.quoted() + ";\n"
                + "if penstock_now <> (select rows from " + COUNTED + " where name = " + text(table)
                + ") then raise exception 'the rows of % and of its shard differ', " + text(table) + "; end if;\n";
    }

    private static String text(QualifiedName table) {
        return literal(table.quoted()).strip();
    }

    private static String namespace(String schema) {
        return " pg_catalog.to_regnamespace(" + literal(quoted(schema)).strip() + ")";
    }
}

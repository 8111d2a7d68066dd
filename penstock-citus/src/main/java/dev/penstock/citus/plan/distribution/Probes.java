package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;

import dev.penstock.citus.catalog.QualifiedName;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Conditions over the catalogs, as SQL. None of them fails when its objects are missing.
 *
 * <p>EXISTS selects 1 and not nothing, here as elsewhere in plans: over a distributed table Citus stumbles over no columns.
 */
final class Probes {

    private Probes() {}

    static String column(QualifiedName table, String column) {
        return "exists (select 1 from pg_catalog.pg_attribute where attrelid = " + oid(table) + " and attname = "
                + literal(column).strip() + " and not attisdropped)";
    }

    static String notNull(QualifiedName table, String column) {
        return "exists (select 1 from pg_catalog.pg_attribute where attrelid = " + oid(table) + " and attname = "
                + literal(column).strip() + " and attnotnull)";
    }

    static String trigger(QualifiedName table, String trigger) {
        return "exists (select 1 from pg_catalog.pg_trigger where tgrelid = " + oid(table) + " and tgname = "
                + literal(trigger).strip() + ")";
    }

    static String function(QualifiedName function) {
        return "exists (select 1 from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace"
                + " where n.nspname = " + literal(function.schema()).strip() + " and p.proname = "
                + literal(function.name()).strip() + ")";
    }

    static String schema(String name) {
        return "exists (select 1 from pg_catalog.pg_namespace where nspname = "
                + literal(name).strip() + ")";
    }

    /** A constraint whose columns have this one among them. */
    static String constraintWith(QualifiedName table, String constraint, String column) {
        return "exists (select 1 from pg_catalog.pg_constraint k join pg_catalog.pg_attribute a on a.attrelid = k.conrelid"
                + " and a.attnum = any (k.conkey) where k.conrelid = " + oid(table) + " and k.conname = "
                + literal(constraint).strip() + " and a.attname = "
                + literal(column).strip() + ")";
    }

    static String constraint(QualifiedName table, String constraint) {
        return "exists (select 1 from pg_catalog.pg_constraint where conrelid = " + oid(table) + " and conname = "
                + literal(constraint).strip() + ")";
    }

    static String validated(QualifiedName table, String constraint) {
        return "exists (select 1 from pg_catalog.pg_constraint where conrelid = " + oid(table) + " and conname = "
                + literal(constraint).strip() + " and convalidated)";
    }

    static String index(QualifiedName index) {
        return "exists (select 1 from pg_catalog.pg_index where indexrelid = " + oid(index) + " and indisvalid)";
    }

    /** A valid index whose key has this column as such. */
    static String indexWith(QualifiedName index, String column) {
        return "exists (select 1 from pg_catalog.pg_index i join pg_catalog.pg_attribute a on a.attrelid = i.indrelid"
                + " and a.attnum = any (i.indkey[0:i.indnkeyatts - 1]) where i.indexrelid = " + oid(index)
                + " and i.indisvalid and a.attname = " + literal(column).strip() + ")";
    }

    static String type(QualifiedName table, String column, String type) {
        return "exists (select 1 from pg_catalog.pg_attribute where attrelid = " + oid(table) + " and attname = "
                + literal(column).strip() + " and pg_catalog.format_type(atttypid, atttypmod) = "
                + literal(type).strip() + ")";
    }

    static String identity(QualifiedName table, String column) {
        return "exists (select 1 from pg_catalog.pg_attribute where attrelid = " + oid(table) + " and attname = "
                + literal(column).strip() + " and attidentity <> '')";
    }

    static String hash(QualifiedName table) {
        return "exists (select 1 from pg_catalog.pg_dist_partition where logicalrelid = " + oid(table)
                + " and partmethod = 'h')";
    }

    static String reference(QualifiedName table) {
        return "exists (select 1 from pg_catalog.pg_dist_partition where logicalrelid = " + oid(table)
                + " and partmethod = 'n' and repmodel = 't')";
    }

    static String singleShard(QualifiedName table) {
        return "exists (select 1 from pg_catalog.pg_dist_partition where logicalrelid = " + oid(table)
                + " and partmethod = 'n' and repmodel <> 't' and colocationid > 0)";
    }

    /** Asked at run time only: over distributed tables Citus would refuse to plan it. */
    static String later(String condition) {
        return "pg_catalog.query_to_xml("
                + literal("select " + condition + " as holds").strip() + ", true, false, '')::text like '%true%'";
    }

    static String not(String condition) {
        return "not " + condition;
    }

    static String and(Collection<String> conditions) {
        return conditions.isEmpty() ? "true" : String.join("\n  and ", conditions);
    }

    static String or(String... conditions) {
        return Arrays.stream(conditions).collect(Collectors.joining(" or ", "(", ")"));
    }

    static String ask(String condition) {
        return "select " + condition;
    }

    static String oid(QualifiedName name) {
        return "pg_catalog.to_regclass(" + literal(name.quoted()).strip() + ")";
    }
}

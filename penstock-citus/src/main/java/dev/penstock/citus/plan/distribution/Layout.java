package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.inspect.Inspection;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Plan.Fate;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether tenants share tables, or each has a schema that lies on one node as a whole.
 *
 * <p>Offered where schemas hold the same tables, so that each is a tenant's already, and where tenants are few and large. Pure.
 */
final class Layout {

    private static final String SCHEMAS = "schemas";
    private static final Option ROWS = new Option(
            "rows", "all tenants share tables, which are spread by the tenant; keys and foreign keys get the tenant");

    private static final int FEW = 64;
    private static final long LARGE = 4L << 30;

    private Layout() {}

    /** The fates when whole schemas are distributed, which this plans; empty when tables are to be spread by the tenant. */
    static Optional<List<Plan.TableFate>> schemas(Inspection inspection, Choices choices, Drafting draft) {
        var alike = alike(inspection.catalog());
        if (alike.size() > 1) {
            String choice = choices.of(
                    Decision.Kind.LAYOUT,
                    null,
                    "",
                    "schemas " + String.join(", ", alike) + " hold the same tables, as if each were a tenant's",
                    null,
                    ROWS,
                    new Option(
                            SCHEMAS,
                            "each schema lies in one shard: keys, foreign keys and SET NULL stay as they are; joins over"
                                    + " schemas and foreign keys out of them end"));
            if (SCHEMAS.equals(choice)) {
                alike.forEach(schema -> distribute(inspection.catalog(), schema, draft));
                return Optional.of(fates(inspection.catalog(), alike));
            }
        } else if (fewAndLarge(inspection)) {
            String choice = choices.of(
                    Decision.Kind.LAYOUT,
                    null,
                    "",
                    "there are few tenants, and they are large: with a schema for each, nothing about keys would have to"
                            + " change",
                    ROWS.id(),
                    ROWS,
                    new Option(
                            SCHEMAS,
                            "this plan does nothing: move each tenant's rows into a schema of its own, and plan anew"));
            if (SCHEMAS.equals(choice)) {
                return Optional.of(fates(inspection.catalog(), List.of()));
            }
        }
        return Optional.empty();
    }

    private static List<String> alike(Catalog catalog) {
        var names = catalog.tables().stream()
                .filter(table -> table.partitionOf() == null && table.extension() == null)
                .filter(table -> !table.distribution().distributed())
                .collect(groupingBy(table -> table.name().schema(), TreeMap::new, toCollection(ArrayList::new)));
        var bySet = new TreeMap<String, List<String>>();
        names.forEach((schema, tables) -> {
            var set = new TreeSet<String>();
            tables.forEach(table -> set.add(table.name().name()));
            if (set.size() > 1) {
                bySet.computeIfAbsent(String.join("\n", set), key -> new ArrayList<>())
                        .add(schema);
            }
        });
        return bySet.values().stream()
                .max((a, b) -> Integer.compare(a.size(), b.size()))
                .map(List::copyOf)
                .orElse(List.of());
    }

    private static boolean fewAndLarge(Inspection inspection) {
        var root = inspection.classification().tenant().root();
        Long tenants = root == null
                ? null
                : inspection.catalog().table(root).map(Table::estimatedRows).orElse(null);
        long bytes = inspection.catalog().tables().stream()
                .filter(table -> table.partitionOf() == null)
                .mapToLong(Table::bytes)
                .sum();
        return tenants != null && tenants > 0 && tenants <= FEW && bytes / tenants >= LARGE;
    }

    private static void distribute(Catalog catalog, String schema, Drafting draft) {
        var tables = catalog.tables().stream()
                .filter(table -> table.name().schema().equals(schema) && table.partitionOf() == null)
                .toList();
        String name = literal(schema).strip();
        var step = draft.step(
                        Phase.DISTRIBUTE,
                        tables.stream().map(Table::name).toList(),
                        "schema-" + Names.slug(schema),
                        "put schema " + schema + " into one shard")
                .work(Work.Statements.one(WholeSchema.distribute(
                        schema, tables.stream().map(Table::name).toList())))
                .estimate(null, tables.stream().mapToLong(Table::bytes).sum())
                .probe("exists (select 1 from pg_catalog.pg_dist_schema where schemaid = pg_catalog.to_regnamespace("
                        + literal(quoted(schema)).strip() + "))")
                .gate(new Gate.Condition(
                        "select not exists (select 1 from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid ="
                                + " t.tgrelid where not t.tgisinternal and c.relnamespace = pg_catalog.to_regnamespace("
                                + literal(quoted(schema)).strip() + "))",
                        "tables of schema " + schema
                                + " have triggers, with which Citus does not take them: drop those"))
                .reversal(reversal(catalog, tables, name));
        tables.forEach(table -> step.lock(table.name(), Mode.ACCESS_EXCLUSIVE, Hold.COPY));
        step.add();
    }

    private static Reversal reversal(Catalog catalog, List<Table> tables, String schema) {
        var oneWay = tables.stream()
                .filter(table -> table.columns().stream().anyMatch(column -> column.identity() != Column.Identity.NONE))
                .map(Table::name)
                .toList();
        if (!oneWay.isEmpty()) {
            return new Reversal.Impossible("Citus does not take back tables with identity columns: " + oneWay);
        }
        var sql = new ArrayList<String>();
        sql.add("select citus_schema_undistribute(" + schema + ")");
        tables.forEach(table -> sql.addAll(Restore.ofReturned(catalog, table, referenced -> true)));
        return new Reversal.By(Work.Statements.one(sql));
    }

    private static List<Plan.TableFate> fates(Catalog catalog, List<String> schemas) {
        return catalog.tables().stream()
                .filter(table -> table.partitionOf() == null)
                .map(table -> schemas.contains(table.name().schema())
                        ? new Plan.TableFate(table.name(), Fate.SCHEMA, null, "in one shard with its schema")
                        : new Plan.TableFate(table.name(), Fate.UNTOUCHED, null, "not in a schema of a tenant"))
                .toList();
    }
}

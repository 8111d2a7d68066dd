package dev.penstock.citus.inspect;

import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.inspect.TenantSource.Cast;
import dev.penstock.citus.inspect.TenantSource.Own;
import dev.penstock.citus.inspect.TenantSource.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The questions to the data of tables that tenants own. Pure. */
final class DataChecks {

    private final Classification classification;
    private final Map<Long, Verdict> verdicts;
    private final double percent;

    private DataChecks(Classification classification, double percent) {
        this.classification = classification;
        this.verdicts = classification.byOid();
        this.percent = percent;
    }

    /**
     * In the order of tables.
     *
     * @param percent of each table's pages to look at; 100 for all rows
     */
    static List<DataCheck> of(Classification classification, double percent) {
        var checks = new DataChecks(classification, percent);
        return classification.verdicts().stream()
                .flatMap(verdict -> checks.of(verdict).stream())
                .toList();
    }

    private List<DataCheck> of(Verdict verdict) {
        var table = verdict.table();
        boolean rows = table.partitionOf() == null && table.kind() != Table.Kind.FOREIGN && table.extension() == null;
        if (!rows || !verdict.tableClass().tenants() || table.distribution().distributed()) {
            return List.of();
        }
        var checks = new ArrayList<DataCheck>();
        switch (verdict.source()) {
            case Own own
            when !own.column().notNull() -> {
                checks.add(withoutTenant(table, own.column()));
                checks.addAll(fallback(table, own, verdict.fallback()));
            }
            case Cast cast -> {
                if (!cast.column().notNull()) {
                    checks.add(withoutTenant(table, cast.column()));
                }
                malformed(table, cast, "").ifPresent(checks::add);
            }
            case Path path -> checks.add(unreached(table, path, ""));
            default -> {}
        }
        classification.links().stream()
                .filter(link -> link.from().oid() == table.oid())
                .forEach(link -> {
                    orphans(link).ifPresent(checks::add);
                    crossTenant(verdict, link).ifPresent(checks::add);
                });
        return checks;
    }

    private DataCheck withoutTenant(Table table, Column column) {
        String value = "c." + Identifier.quoted(column.name());
        return new DataCheck(
                DataCheck.Kind.NO_TENANT,
                table,
                column.name(),
                key(table),
                "null::text",
                sampled(table),
                value + " is null");
    }

    /** Of rows whose own column is NULL: whether the other way leads anywhere. */
    private List<DataCheck> fallback(Table table, Own own, TenantSource fallback) {
        if (fallback instanceof TenantSource.None) {
            return List.of();
        }
        String among = "c." + Identifier.quoted(own.column().name()) + " is null and ";
        var checks = new ArrayList<DataCheck>();
        checks.add(unreached(table, fallback, among));
        if (fallback instanceof Cast cast) {
            malformed(table, cast, among).ifPresent(checks::add);
        }
        return checks;
    }

    private Optional<DataCheck> malformed(Table table, Cast cast, String among) {
        return cast.wellFormed().map(pattern -> {
            String value = "c." + Identifier.quoted(cast.column().name()) + "::text";
            return new DataCheck(
                    DataCheck.Kind.MALFORMED,
                    table,
                    cast.column().name() + " as " + cast.toType(),
                    key(table),
                    "left(quote_literal(" + value + "), 80)",
                    sampled(table),
                    among + value + " !~* " + Identifier.literal(pattern));
        });
    }

    private DataCheck unreached(Table table, TenantSource source, String among) {
        var tenant = TenantTerm.of(source, "c", verdicts);
        return new DataCheck(
                DataCheck.Kind.UNREACHED,
                table,
                source.toString(),
                key(table),
                "null::text",
                sampled(table) + tenant.joins(),
                among + tenant.value() + " is null");
    }

    /** Foreign keys that were validated hold; nobody has looked at the others. */
    private Optional<DataCheck> orphans(Link link) {
        var key = link.foreignKey();
        if (key != null && key.validated()) {
            return Optional.empty();
        }
        String all = link.columns().stream()
                .map(column -> "c." + Identifier.quoted(column))
                .collect(joining(", "));
        String given = link.columns().stream()
                .map(column -> "c." + Identifier.quoted(column) + " is not null")
                .collect(joining(" and "));
        return Optional.of(new DataCheck(
                DataCheck.Kind.ORPHANS,
                link.from(),
                key == null ? link.toString() : key.name() + ": " + link,
                key(link.from()),
                "concat_ws(', ', " + all + ")",
                sampled(link.from()),
                given + " and not exists (select from " + link.to().name().quoted() + " p where "
                        + TenantTerm.on(link, "c", "p") + ")"));
    }

    private Optional<DataCheck> crossTenant(Verdict verdict, Link link) {
        var target = verdicts.get(link.to().oid());
        if (target == null || !target.tableClass().tenants() || sameByConstruction(verdict, link, target)) {
            return Optional.empty();
        }
        if (target.source() instanceof TenantSource.None || verdict.source() instanceof TenantSource.None) {
            return Optional.empty();
        }
        var own = TenantTerm.of(verdict.source(), "c", verdicts);
        var others = TenantTerm.of(target.source(), "p", verdicts);
        String one = "lower(" + own.value() + "::text)";
        String other = "lower(" + others.value() + "::text)";
        var key = link.foreignKey();
        return Optional.of(new DataCheck(
                DataCheck.Kind.CROSS_TENANT,
                link.from(),
                key == null ? link.toString() : key.name() + ": " + link,
                key(link.from()),
                "concat(" + one + ", ' refers to ', " + other + ")",
                sampled(link.from()) + own.joins() + " join " + link.to().name().quoted() + " p on "
                        + TenantTerm.on(link, "c", "p") + others.joins(),
                one + " <> " + other));
    }

    /** The reference that the tenant itself is found over, and the reference to the root by the tenant's own column. */
    private static boolean sameByConstruction(Verdict verdict, Link link, Verdict target) {
        boolean first =
                verdict.source() instanceof Path path && path.links().getFirst().equals(link);
        boolean byTenant = verdict.source() instanceof Own own
                && target.source() instanceof Own other
                && link.columns().contains(own.column().name())
                && link.toColumns()
                        .get(link.columns().indexOf(own.column().name()))
                        .equals(other.column().name());
        return first || byTenant;
    }

    private static String key(Table table) {
        return table.primaryKey()
                .map(Key::columns)
                .map(columns -> "concat_ws(', ', "
                        + columns.stream()
                                .map(column -> "c." + Identifier.quoted(column))
                                .collect(joining(", ")) + ")")
                .orElse("c.ctid::text");
    }

    private String sampled(Table table) {
        String whole = table.name().quoted() + " c";
        return percent >= 100 ? whole : whole + " tablesample system (" + percent + ") repeatable (1)";
    }
}

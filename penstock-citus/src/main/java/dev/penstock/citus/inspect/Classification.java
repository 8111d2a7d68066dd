package dev.penstock.citus.inspect;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.penstock.citus.catalog.Table;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * All tables' verdicts.
 *
 * @param links declared and by name, of all tables
 * @param verdicts in the order of the tables
 */
public record Classification(TenantKey tenant, List<Link> links, List<Verdict> verdicts) {

    /** Verdicts by the OID of their table. */
    public Map<Long, Verdict> byOid() {
        return verdicts.stream()
                .collect(toUnmodifiableMap(verdict -> verdict.table().oid(), Function.identity()));
    }

    /** Whether a reference leads from the column to another row, declared or by name. */
    public boolean refers(Table table, String column) {
        return links.stream()
                .anyMatch(link -> !link.backwards()
                        && link.from().oid() == table.oid()
                        && link.columns().contains(column));
    }

    /** Whether a column is named like what a row refers to, and not like the table itself, as {@code user_id} is in {@code users}. */
    public static boolean namedLikeReference(Table table, String column) {
        return TenantKey.identifies(column) && !Suggestions.namedLike(table, TenantKey.meaning(column));
    }

    Classification with(List<Verdict> corrected) {
        return new Classification(tenant, links, corrected);
    }
}

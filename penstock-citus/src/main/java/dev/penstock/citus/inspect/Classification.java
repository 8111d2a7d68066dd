package dev.penstock.citus.inspect;

import static java.util.stream.Collectors.toUnmodifiableMap;

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

    Classification with(List<Verdict> corrected) {
        return new Classification(tenant, links, corrected);
    }
}

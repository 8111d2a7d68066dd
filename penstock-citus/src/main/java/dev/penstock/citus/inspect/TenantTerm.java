package dev.penstock.citus.inspect;

import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.inspect.TenantSource.Cast;
import dev.penstock.citus.inspect.TenantSource.None;
import dev.penstock.citus.inspect.TenantSource.Own;
import dev.penstock.citus.inspect.TenantSource.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A row's tenant as SQL.
 *
 * @param joins what to put behind the table; outer joins, so that no row is lost
 * @param value the tenant
 */
record TenantTerm(String joins, String value) {

    /** Of the table with this alias. */
    static TenantTerm of(TenantSource source, String alias, Map<Long, Verdict> verdicts) {
        return switch (source) {
            case Own own ->
                new TenantTerm("", alias + "." + Identifier.quoted(own.column().name()));
            case Cast cast ->
                new TenantTerm("", alias + "." + Identifier.quoted(cast.column().name()));
            case Path path -> along(path, alias, verdicts);
            case None none -> throw new IllegalArgumentException("no tenant behind " + alias);
        };
    }

    private static TenantTerm along(Path path, String alias, Map<Long, Verdict> verdicts) {
        var joins = new StringBuilder();
        String at = alias;
        for (Link link : path.links()) {
            String next = at + "_";
            joins.append(" left join ")
                    .append(link.to().name().quoted())
                    .append(' ')
                    .append(next)
                    .append(" on ")
                    .append(on(link, at, next));
            at = next;
        }
        var end =
                Objects.requireNonNull(verdicts.get(path.links().getLast().to().oid()));
        var last = of(end.source(), at, verdicts);
        return new TenantTerm(joins + last.joins(), last.value());
    }

    /** That a row refers to the other. */
    static String on(Link link, String from, String to) {
        return IntStream.range(0, link.columns().size())
                .mapToObj(i -> to + "." + Identifier.quoted(link.toColumns().get(i)) + " = " + from + "."
                        + Identifier.quoted(link.columns().get(i)))
                .collect(Collectors.joining(" and "));
    }
}

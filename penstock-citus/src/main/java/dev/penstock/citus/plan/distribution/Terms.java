package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.inspect.Link;
import dev.penstock.citus.inspect.TenantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A row's tenant as SQL, for rows that lack it.
 *
 * @param joins what to put behind the table; outer joins, so that no row is lost
 * @param value the tenant, NULL when none is found
 */
record Terms(String joins, String value) {

    /** Over the neighbours' own tenant columns where they have one, for after those were filled. */
    static Terms overNeighbours(Member member, String alias, Map<Long, Member> members) {
        var joins = new StringBuilder();
        var values = IntStream.range(0, member.ways().size())
                .mapToObj(i -> switch (member.ways().get(i)) {
                    case TenantSource.Path path -> {
                        var part = hop(path, alias, "p" + (i + 1), members);
                        joins.append(part.joins());
                        yield part.value();
                    }
                    case TenantSource source -> value(source, alias);
                })
                .toList();
        return new Terms(joins.toString(), first(values));
    }

    /** For one new row, over whole paths: its neighbours may not have been filled yet. */
    static String ofRow(Member member, String row, Map<Long, Member> members) {
        return first(member.ways().stream()
                .map(source ->
                        source instanceof TenantSource.Path path ? lookUp(path, row, members) : value(source, row))
                .toList());
    }

    /** That a row refers to the other. */
    static String on(List<String> columns, String from, List<String> toColumns, String to) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> to + "." + quoted(toColumns.get(i)) + " = " + from + "." + quoted(columns.get(i)))
                .collect(Collectors.joining(" and "));
    }

    private static Terms hop(TenantSource.Path path, String alias, String next, Map<Long, Member> members) {
        Link link = path.links().getFirst();
        var parent = members.get(link.to().oid());
        if (parent != null && parent.tenant() != null) {
            return new Terms(
                    join(link, alias, next), next + "." + quoted(parent.tenant().name()));
        }
        return along(path.links(), alias, next, members);
    }

    private static Terms along(List<Link> links, String alias, String prefix, Map<Long, Member> members) {
        var joins = new StringBuilder();
        String at = alias;
        for (int i = 0; i < links.size(); i++) {
            String next = prefix + "_" + (i + 1);
            joins.append(join(links.get(i), at, next));
            at = next;
        }
        return new Terms(joins.toString(), end(links.getLast(), at, members));
    }

    private static String lookUp(TenantSource.Path path, String row, Map<Long, Member> members) {
        Link first = path.links().getFirst();
        var rest = path.links().size() == 1
                ? new Terms("", end(first, "p", members))
                : along(path.links().subList(1, path.links().size()), "p", "q", members);
        return "(select " + rest.value() + " from " + first.to().name().quoted() + " p" + rest.joins() + " where "
                + on(first.columns(), row, first.toColumns(), "p") + " limit 1)";
    }

    /** The tenant of the table that a path ends in: it has a column, though perhaps of another type. */
    private static String end(Link last, String alias, Map<Long, Member> members) {
        var member = Objects.requireNonNull(
                members.get(last.to().oid()), () -> last.to().name() + " was not read");
        if (member.tenant() != null && !member.tenant().added()) {
            return alias + "." + quoted(member.tenant().name());
        }
        return member.ways().stream()
                .filter(source -> !(source instanceof TenantSource.Path))
                .findFirst()
                .map(source -> value(source, alias))
                .orElseThrow(() -> new IllegalStateException(
                        "no tenant's column in " + last.to().name()));
    }

    private static String value(TenantSource source, String alias) {
        return switch (source) {
            case TenantSource.Own own -> alias + "." + quoted(own.column().name());
            case TenantSource.Cast cast -> cast(cast, alias);
            case TenantSource.Path path -> throw new IllegalArgumentException("a path has no column");
            case TenantSource.None none -> throw new IllegalArgumentException("no tenant");
        };
    }

    private static String cast(TenantSource.Cast cast, String alias) {
        Column column = cast.column();
        String value = alias + "." + quoted(column.name());
        String casted = "cast(" + value + " as " + cast.toType() + ")";
        return cast.wellFormed()
                .map(pattern -> "case when cast(" + value + " as text) ~* "
                        + literal(pattern).strip() + " then " + casted + " end")
                .orElse(casted);
    }

    private static String join(Link link, String from, String to) {
        return " left join " + link.to().name().quoted() + " " + to + " on "
                + on(link.columns(), from, link.toColumns(), to);
    }

    private static String first(List<String> values) {
        return values.size() == 1 ? values.getFirst() : "coalesce(" + String.join(", ", values) + ")";
    }
}

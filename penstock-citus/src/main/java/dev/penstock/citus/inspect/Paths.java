package dev.penstock.citus.inspect;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import dev.penstock.citus.inspect.TenantSource.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ways from tables without a tenant to tables with one. Pure. */
final class Paths {

    /** Declared before guessed, certain before perhaps, short before long; then by text, so that it stays the same. */
    private static final Comparator<Path> BETTER =
            comparing(Paths::rank, Comparator.naturalOrder()).thenComparing(Path::toString);

    private final Map<Long, List<Link>> outbound;
    private final Set<Long> having;
    private final Map<Long, Path> best = new HashMap<>();

    Paths(List<Link> links, Set<Long> having) {
        this.outbound = links.stream()
                .filter(link -> link.from().oid() != link.to().oid())
                .collect(groupingBy(link -> link.from().oid()));
        this.having = having;
        spread();
    }

    /** The best path over each of the table's own references, best first. */
    List<Path> of(long table) {
        return outbound.getOrDefault(table, List.of()).stream()
                .map(this::over)
                .filter(path -> path != null
                        && path.links().stream().noneMatch(link -> link.to().oid() == table))
                .map(Objects::requireNonNull)
                .sorted(BETTER)
                .toList();
    }

    /** Whether nothing but their text tells the two apart. */
    static boolean equallyGood(Path one, Path other) {
        return rank(one) == rank(other);
    }

    private static long rank(Path path) {
        ToLongFunction<Predicate<Link>> count =
                condition -> path.links().stream().filter(condition).count();
        long guessed = count.applyAsLong(link -> !link.declared());
        long perhaps = count.applyAsLong(Link::nullable);
        return (guessed * 1_000 + perhaps) * 1_000 + path.links().size();
    }

    /** Every round lets each table take its neighbours' best; a path gets better at most as often as there are tables. */
    private void spread() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (long table : outbound.keySet()) {
                if (having.contains(table)) {
                    continue;
                }
                var found = of(table).stream().findFirst();
                var known = best.get(table);
                if (found.isPresent() && (known == null || BETTER.compare(found.get(), known) < 0)) {
                    best.put(table, found.get());
                    changed = true;
                }
            }
        }
    }

    private @Nullable Path over(Link link) {
        long next = link.to().oid();
        if (having.contains(next)) {
            return new Path(List.of(link));
        }
        var rest = best.get(next);
        return rest == null
                ? null
                : new Path(Stream.concat(Stream.of(link), rest.links().stream()).toList());
    }
}

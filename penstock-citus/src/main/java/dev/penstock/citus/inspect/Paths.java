package dev.penstock.citus.inspect;

import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.groupingBy;

import dev.penstock.citus.inspect.TenantSource.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ways from tables without a tenant to tables with one. Pure. */
final class Paths {

    /** Declared before guessed, certain before perhaps, short before long; then by text, so that it stays the same. */
    private static final Comparator<Path> BETTER = comparingLong(Path::doubt).thenComparing(Path::toString);

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

    /** Whether the table has a way to a tenant that does not lead over the other one. */
    boolean reaches(long table, long without) {
        var path = best.get(table);
        return path != null && path.links().stream().noneMatch(link -> link.to().oid() == without);
    }

    /** Whether every row of the table has a tenant for sure. */
    boolean certain(long table) {
        var path = best.get(table);
        return path != null && path.links().stream().allMatch(link -> link.declared() && !link.nullable());
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

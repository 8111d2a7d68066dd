package dev.penstock.citus.plan.distribution;

import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What foreign keys hold together, and so moves together. Pure. */
final class Components {

    private final Planning planning;
    private final References references;

    Components(Planning planning, References references) {
        this.planning = planning;
        this.references = references;
    }

    /** What foreign keys hold together, parents first; the component of the tenants' own table first of all. */
    List<List<Member>> all() {
        var moving = planning.members().values().stream()
                .filter(Member::moves)
                .sorted(comparingInt(this::rank).thenComparing(Member::name))
                .toList();
        var neighbours = new LinkedHashMap<Long, Set<Long>>();
        for (Reference reference : references.all()) {
            long from = reference.key().tableOid();
            long to = reference.key().referencedOid();
            neighbours.computeIfAbsent(from, oid -> new LinkedHashSet<>()).add(to);
            neighbours.computeIfAbsent(to, oid -> new LinkedHashSet<>()).add(from);
        }
        var seen = new LinkedHashSet<Long>();
        var found = new ArrayList<List<Member>>();
        for (Member member : moving) {
            var component = new LinkedHashSet<Long>();
            collect(member.table().oid(), neighbours, seen, component);
            var members = moving.stream()
                    .filter(each -> component.contains(each.table().oid()))
                    .toList();
            if (!members.isEmpty()) {
                found.add(parentsFirst(members));
            }
        }
        return found;
    }

    private int rank(Member member) {
        if (member.name().equals(planning.inspection().classification().tenant().root())) {
            return 0;
        }
        return member.reference() ? 2 : 1;
    }

    private static void collect(long start, Map<Long, Set<Long>> neighbours, Set<Long> seen, Set<Long> component) {
        var open = new ArrayList<Long>(List.of(start));
        while (!open.isEmpty()) {
            long at = open.removeLast();
            if (seen.add(at)) {
                component.add(at);
                open.addAll(neighbours.getOrDefault(at, Set.of()));
            }
        }
    }

    /** Tables of tenants before reference tables: identities of those that refer to them are not reset then. */
    private List<Member> parentsFirst(List<Member> members) {
        var ordered = new LinkedHashSet<Member>();
        members.stream()
                .filter(member -> !member.reference())
                .forEach(member -> visit(member, members, ordered, new LinkedHashSet<>()));
        members.stream()
                .filter(Member::reference)
                .forEach(member -> visit(member, members, ordered, new LinkedHashSet<>()));
        return List.copyOf(ordered);
    }

    private void visit(Member member, List<Member> members, Set<Member> ordered, Set<Member> open) {
        if (ordered.contains(member) || !open.add(member)) {
            return;
        }
        for (Reference reference : references.all()) {
            if (reference.key().tableOid() == member.table().oid()) {
                members.stream()
                        .filter(parent ->
                                parent.table().oid() == reference.key().referencedOid())
                        .filter(parent -> parent.reference() == member.reference())
                        .forEach(parent -> visit(parent, members, ordered, open));
            }
        }
        ordered.add(member);
    }
}

package dev.penstock.citus.plan.distribution;

import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.plan.Plan.Fate;
import org.jspecify.annotations.Nullable;

/** Why Citus cannot keep a foreign key. Pure. */
final class Hindrances {

    private final Planning planning;

    Hindrances(Planning planning) {
        this.planning = planning;
    }

    /** Why Citus cannot keep the foreign key in any form; null when it can. */
    @Nullable
    String of(ForeignKey key, @Nullable Member from, @Nullable Member to) {
        if (from == null || to == null) {
            boolean partition = planning.catalog().table(key.tableOid()).isPresent()
                    && planning.catalog().table(key.referencedOid()).isPresent();
            return partition
                    ? "it leads from a partition, or to one, and not from or to the whole table"
                    : "one of its tables lies outside of the schemas that were read";
        }
        if (from.distributed() && to.distributed()) {
            if (!from.moves() || !to.moves()) {
                return elsewhere(key, from, to);
            }
            return crossed(key, from, to);
        }
        if (from.distributed()) {
            return to.reference() ? null : to.name() + " " + becomes(to);
        }
        if (to.distributed()) {
            return from.name() + " " + becomes(from) + (from.reference() ? "" : ", and Citus would check it only half");
        }
        if (from.reference() || to.reference()) {
            return from.fate() == Fate.SCHEMA || to.fate() == Fate.SCHEMA
                    ? "one of its tables is in a single shard"
                    : null;
        }
        return "none of its tables is distributed";
    }

    private static @Nullable String crossed(ForeignKey key, Member from, Member to) {
        int at = key.referencedColumns().indexOf(to.column().name());
        if (at >= 0 && !key.columns().get(at).equals(from.column().name())) {
            return "it refers to the tenant's column " + to.column().name() + " by another column than the tenant's";
        }
        return at < 0 && key.columns().contains(from.column().name())
                ? "it uses the tenant's column " + from.column().name() + " for something else"
                : null;
    }

    /** Existing groups: the one that new tables join holds the anchor. */
    private @Nullable String elsewhere(ForeignKey key, Member from, Member to) {
        var existing = from.moves() ? to : from;
        return existing.table().distribution().colocationId() == planning.joinedGroup()
                ? crossed(key, from, to)
                : existing.name() + " lies in another colocation group";
    }

    private static String becomes(Member member) {
        return switch (member.fate()) {
            case LOCAL -> "stays on the coordinator";
            case UNTOUCHED -> "is left as it is (" + member.why() + ")";
            case BLOCKED -> "cannot be distributed yet (" + member.why() + ")";
            case REFERENCE -> "becomes a reference table, which may not refer to a distributed one";
            case SCHEMA -> "is in a single shard";
            case DISTRIBUTED -> "is distributed";
        };
    }
}

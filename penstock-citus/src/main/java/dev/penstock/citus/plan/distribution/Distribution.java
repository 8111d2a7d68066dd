package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import dev.penstock.citus.plan.Estimate;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import dev.penstock.citus.plan.distribution.Reference.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Moves tables into shards, what foreign keys hold together at once, and looks after them. */
final class Distribution {

    private static final Gate.Confirmation CODE_WRITES_TENANT = new Gate.Confirmation(
            "code-writes-tenant",
            "every program that inserts gives the tenant itself: the triggers that filled it end when the tables are"
                    + " distributed");

    /** Each takes a tenth of a second or two, with its foreign keys, however small it is. */
    private static final int TOGETHER_AT_MOST = 8;

    private final Planning planning;
    private final References references;
    private final Attachments attachments;
    private final List<KeyTable> keyTables;
    private final List<List<Member>> components;
    private final @Nullable QualifiedName anchor;

    Distribution(Planning planning, References references, Attachments attachments, List<KeyTable> keyTables) {
        this.planning = planning;
        this.references = references;
        this.attachments = attachments;
        this.keyTables = keyTables;
        this.components = new Components(planning, references).all();
        this.anchor = planning.joined() != null
                ? planning.joined().name()
                : components.stream()
                        .flatMap(List::stream)
                        .filter(Member::spreads)
                        .map(Member::name)
                        .findFirst()
                        .orElse(null);
    }

    /** The table that the others are colocated with; null when none is distributed. */
    @Nullable
    QualifiedName anchor() {
        return anchor;
    }

    void distribute() {
        boolean online = online();
        int number = 0;
        String first = null;
        for (List<Member> component : components) {
            String id = distribute(component, ++number, online, first);
            first = first == null ? id : first;
        }
    }

    void verify() {
        references.all().stream()
                .filter(reference -> reference.proof() != Proof.NONE)
                .forEach(this::prove);
        keyTables.forEach(keys -> keys.prove(planning.draft()));
        var moved = components.stream().flatMap(List::stream).toList();
        if (!moved.isEmpty()) {
            var names = moved.stream().map(Member::name).toList();
            planning.draft()
                    .step(Phase.VERIFY, names, "analyze", "take statistics of all shards")
                    .work(Work.Statements.none(names.stream()
                            .map(name -> "analyze " + name.quoted())
                            .toArray(String[]::new)))
                    .probe("not exists (select 1 from pg_catalog.pg_class where oid in ("
                            + names.stream().map(Probes::oid).collect(Collectors.joining(", "))
                            + ") and reltuples < 0 and relkind <> 'p')")
                    .add();
        }
    }

    private void prove(Reference reference) {
        var key = reference.key();
        var from = planning.member(key.tableOid()).orElseThrow().table();
        boolean anew = reference.proof() == Proof.ANEW;
        var step = planning.draft()
                .step(
                        Phase.VERIFY,
                        List.of(key.table(), key.referenced()),
                        Names.slug(key.table().name()) + "-validate-" + Names.slug(key.name()),
                        anew
                                ? "make foreign key " + key.name() + " anew, which checks the rows of all shards"
                                : "validate foreign key " + key.name() + " over all shards")
                .work(Work.Statements.one(reference.proven()))
                .estimate(from.estimatedRows(), from.bytes())
                .probe(Probes.validated(key.table(), key.name()));
        if (anew) {
            step.lock(key.referenced(), Mode.ACCESS_EXCLUSIVE, Hold.SCAN);
        }
        step.lock(key.table(), anew ? Mode.ACCESS_EXCLUSIVE : Mode.SHARE_UPDATE_EXCLUSIVE, Hold.SCAN)
                .add();
    }

    private String distribute(List<Member> component, int number, boolean online, @Nullable String first) {
        var keys = references.all().stream()
                .filter(reference -> component.stream()
                        .anyMatch(member -> member.table().oid()
                                        == reference.key().tableOid()
                                || member.table().oid() == reference.key().referencedOid()))
                .toList();
        var keyed = keyTables.stream()
                .filter(table -> component.contains(table.member()))
                .toList();
        var targets = Stream.concat(
                        component.stream().map(member -> target(member, online)),
                        keyed.stream().map(KeyTable::target))
                .toList();
        var before = Stream.of(
                        component.stream().flatMap(member -> attachments.dropped(member).stream()),
                        keyed.stream().flatMap(table -> table.dropTrigger().stream()))
                .flatMap(statements -> statements)
                .toList();
        var names = component.stream().map(Member::name).toList();
        var step = planning.draft()
                .step(
                        Phase.DISTRIBUTE,
                        names,
                        "distribute-" + number + "-"
                                + Names.slug(names.getFirst().name()),
                        names.size() == 1
                                ? "distribute " + names.getFirst()
                                : "distribute " + names.size() + " tables that foreign keys hold together, "
                                        + names.getFirst() + " first")
                .work(new Work.Distribute(
                        targets,
                        Stream.concat(
                                        keys.stream().map(this::foreignKey),
                                        keyed.stream().map(KeyTable::reference))
                                .toList(),
                        before,
                        after(keys),
                        online && wide(component),
                        new TakenTables(planning).taking(keys)))
                .estimate(
                        component.stream()
                                .mapToLong(member -> member.table().estimatedRows() == null
                                        ? 0
                                        : member.table().estimatedRows())
                                .sum(),
                        component.stream()
                                .mapToLong(member -> member.table().bytes())
                                .sum())
                .probe(Probes.and(Stream.of(
                                component.stream()
                                        .map(member -> member.reference()
                                                ? Probes.reference(member.name())
                                                : Probes.hash(member.name())),
                                keys.stream()
                                        .map(reference -> Probes.constraint(
                                                reference.key().table(),
                                                reference.key().name())),
                                keyed.stream().map(table -> Probes.reference(table.name())),
                                keyed.stream()
                                        .map(table ->
                                                Probes.constraint(table.member().name(), table.foreignKey())))
                        .flatMap(conditions -> conditions)
                        .toList()))
                .reversal(reversal(component, keys, keyed));
        boolean oneByOne =
                online && (wide(component) || component.stream().anyMatch(member -> member.spreads() && large(member)));
        component.forEach(member -> lock(step, member, oneByOne));
        keys.forEach(reference -> lock(step, reference.key(), names, oneByOne));
        if (component.stream().anyMatch(Tenants::helped)) {
            step.gate(CODE_WRITES_TENANT);
        }
        if (!keyed.isEmpty()) {
            step.gate(KeyTable.CODE_CLAIMS_KEYS);
        }
        if (first != null) {
            step.needs(first);
        }
        return step.add();
    }

    /** Locked at once as strongly as it will have to be: a lock must not grow. */
    private void lock(Drafting.Step step, Member member, boolean oneByOne) {
        step.lock(member.name(), Mode.ACCESS_EXCLUSIVE, oneByOne && large(member) ? Hold.BRIEF : Hold.COPY);
    }

    /** Its tables outside of the component, and where they move one after the other the shards that it comes back to. */
    private static void lock(Drafting.Step step, ForeignKey key, List<QualifiedName> component, boolean oneByOne) {
        for (QualifiedName table : List.of(key.table(), key.referenced())) {
            if (!component.contains(table)) {
                step.lock(table, Mode.ACCESS_EXCLUSIVE, Mode.SHARE_ROW_EXCLUSIVE, oneByOne ? Hold.BRIEF : Hold.COPY);
            } else if (oneByOne) {
                step.lockShards(table, Mode.SHARE_ROW_EXCLUSIVE, Hold.BRIEF);
            }
        }
    }

    private Work.ForeignKey foreignKey(Reference reference) {
        var key = reference.key();
        return new Work.ForeignKey(
                key.table(),
                key.name(),
                key.referenced(),
                reference.drop(key.name()),
                reference.add(key.name()),
                reference.proof() == Proof.NONE ? null : String.join(";\n", reference.proven()),
                "select count(*) from " + key.table().quoted() + " c where " + reference.broken(),
                key.onDelete() == ForeignKey.Action.CASCADE && reference.validated()
                        ? "delete from " + key.table().quoted() + " c where " + reference.broken()
                        : null);
    }

    /** Comments of foreign keys that were away. */
    private static List<String> after(List<Reference> keys) {
        return keys.stream()
                .map(Reference::key)
                .flatMap(key -> Keys.comment(key.comment(), Keys.constraint(key.table(), key.name())).stream())
                .distinct()
                .toList();
    }

    /** Citus brings back the foreign keys that are there; a move that stopped half way has left some away. */
    private Reversal reversal(List<Member> component, List<Reference> keys, List<KeyTable> keyed) {
        var oneWay = component.stream()
                .filter(member -> !identitiesOf(member).isEmpty())
                .map(member -> member.name().toString())
                .toList();
        if (!oneWay.isEmpty()) {
            return new Reversal.Impossible("Citus does not take back tables with identity columns: " + oneWay);
        }
        var sql = new ArrayList<String>();
        component.forEach(member -> sql.add(
                "select undistribute_table(logicalrelid, cascade_via_foreign_keys => true) from pg_dist_partition"
                        + " where logicalrelid = " + Probes.oid(member.name())
                        + " and (partmethod = 'h' or repmodel = 't')"));
        keyed.forEach(table -> sql.add(table.undistribute()));
        var returning = keys.stream().filter(this::returns).toList();
        returning.forEach(reference -> sql.addAll(reference.back()));
        component.forEach(
                member -> sql.addAll(Restore.ofReturned(planning.catalog(), member.table(), referenced -> false)));
        keys.forEach(reference -> after(List.of(reference)).forEach(said -> sql.add(reference.where(true, said))));
        returning.forEach(reference -> sql.addAll(reference.checked()));
        return new Reversal.By(Work.Statements.none(sql.toArray(String[]::new)));
    }

    /** Not to or from what was in shards before, and stays there: Citus would refuse it. */
    private boolean returns(Reference reference) {
        return Stream.of(reference.key().tableOid(), reference.key().referencedOid())
                .flatMap(oid -> planning.member(oid).stream())
                .noneMatch(member -> member.distributed() && !member.spreads());
    }

    private Work.Target target(Member member, boolean online) {
        var table = member.table();
        String name = literal(member.name().quoted()).strip();
        var estimate = new Estimate(table.estimatedRows(), table.bytes());
        if (member.reference()) {
            return new Work.Target(
                    member.name(),
                    Work.Kind.REFERENCE,
                    null,
                    "select create_reference_table(" + name + ")",
                    null,
                    false,
                    "a reference table is copied while nobody writes it",
                    identitiesOf(member),
                    restore(member),
                    estimate);
        }
        String arguments = name + ", " + literal(member.column().name()).strip() + ", " + place(member) + ")";
        String hindrance = hindrance(member);
        boolean large = table.bytes() >= planning.options().onlineBytes();
        return new Work.Target(
                member.name(),
                Work.Kind.HASH,
                member.column().name(),
                "select create_distributed_table(" + arguments,
                hindrance == null ? "select create_distributed_table_concurrently(" + arguments : null,
                online && large && hindrance == null,
                hindrance != null
                        ? hindrance
                        : large
                                ? online ? "large: it is written while it is copied" : "blocking by decision"
                                : "small: copying it while nobody writes it takes less than doing it online",
                identitiesOf(member),
                restore(member),
                estimate);
    }

    private String place(Member member) {
        if (member.name().equals(anchor)) {
            Integer shards = planning.options().shardCount();
            return "colocate_with => 'none'" + (shards == null ? "" : ", shard_count => " + shards);
        }
        return "colocate_with => " + literal(String.valueOf(anchor)).strip();
    }

    /** Why the table cannot be copied online; null when it can. */
    private static @Nullable String hindrance(Member member) {
        if (!member.table().ownerCanLogin()) {
            return "its owner " + quoted(member.table().owner()) + " cannot log in, which copying online needs";
        }
        return copiedOnline(member)
                ? null
                : "without a primary key or replica identity, updates would fail while it is copied online";
    }

    /** Whether it is worth copying while it is written, and can be. */
    private boolean large(Member member) {
        return member.table().bytes() >= planning.options().onlineBytes() && copiedOnline(member);
    }

    private static boolean copiedOnline(Member member) {
        return member.table().identifiesRows() && member.table().ownerCanLogin() && !member.reference();
    }

    private List<Work.Identity> identitiesOf(Member member) {
        return planning.catalog().sequences().stream()
                .filter(sequence -> sequence.identity()
                        && sequence.ownedByTableOid() != null
                        && sequence.ownedByTableOid() == member.table().oid())
                .filter(sequence -> !planning.choices().decisions().stream()
                        .anyMatch(decision -> decision.kind() == Decision.Kind.IDENTITY_ONE_WAY
                                && member.name().equals(decision.table())
                                && decision.subject().equals(sequence.ownedByColumn())
                                && "to-sequence".equals(decision.chosen())))
                .map(sequence -> new Work.Identity(String.valueOf(sequence.ownedByColumn()), sequence.name()))
                .toList();
    }

    private List<String> restore(Member member) {
        return Stream.concat(
                        Restore.of(planning.catalog(), member.table()).stream(), attachments.rules(member).stream())
                .toList();
    }

    /** So many that moving all of them in one transaction locks them for longer than a moment, however small they are. */
    private static boolean wide(List<Member> component) {
        return component.size() > TOGETHER_AT_MOST;
    }

    /** Whether tables move one after the other, large ones while they are written; a decision where foreign keys are away meanwhile. */
    private boolean online() {
        var alone = components.stream()
                .flatMap(component ->
                        component.stream().filter(member -> wide(component) || (member.spreads() && large(member))))
                .toList();
        var oids = alone.stream().map(member -> member.table().oid()).collect(Collectors.toSet());
        long away = references.all().stream()
                        .filter(reference -> oids.contains(reference.key().tableOid())
                                || oids.contains(reference.key().referencedOid()))
                        .count()
                + keyTables.stream()
                        .filter(table -> alone.contains(table.member()))
                        .count();
        if (alone.isEmpty() || away == 0) {
            return !alone.isEmpty();
        }
        return !"blocking"
                .equals(
                        planning.choices()
                                .of(
                                        Decision.Kind.WINDOW_WITHOUT_FOREIGN_KEY,
                                        null,
                                        "",
                                        alone.size()
                                                + " tables are large, or held together with many others: they can move one after the"
                                                + " other, the large ones while they are written, but not with the "
                                                + away
                                                + " foreign keys around them in place",
                                        "online",
                                        new Option(
                                                "online",
                                                "writes wait about a second for each table; meanwhile these foreign keys are not checked, and"
                                                        + " rows that break them then are reported at the end"),
                                        new Option(
                                                "blocking",
                                                "no foreign key is ever away; writes wait as long as moving all of them takes")));
    }
}

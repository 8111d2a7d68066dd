package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Grant;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Rule;
import dev.penstock.citus.catalog.Sequence;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What hangs on tables and does not fit Citus as it is: sequences, identities, triggers, rules, policies, checks, views. */
final class Attachments {

    private static final String KEEP = "keep";

    private final Planning planning;
    private final Set<String> widened = new LinkedHashSet<>();

    Attachments(Planning planning) {
        this.planning = planning;
    }

    /** Numbers from sequences that also workers can give, and that can be taken back. */
    void expand() {
        for (Member member : planning.spread()) {
            for (Sequence sequence : planning.catalog().sequences()) {
                sequence.drawnBy().stream()
                        .filter(draw -> draw.tableOid() == member.table().oid())
                        .forEach(draw -> sequence(member, sequence, draw));
            }
        }
    }

    void constrain() {
        var checks = new Checks(planning);
        for (Member member : planning.spread()) {
            checks.constrain(member);
            remarks(member);
        }
    }

    /** What goes in the moment in which the table is distributed; each can be run again. */
    List<String> dropped(Member member) {
        var sql = new ArrayList<String>();
        if (Tenants.helped(member)) {
            sql.addAll(Tenants.dropTrigger(member));
        }
        planning.catalog().whole(member.table()).forEach(part -> dropped(member, part, sql));
        return sql;
    }

    private void dropped(Member member, Table part, List<String> sql) {
        String on = " on " + part.name().quoted();
        part.triggers().stream()
                .filter(trigger -> trigger.parentOid() == null && !Tenants.helper(trigger))
                .forEach(trigger -> sql.add("drop trigger if exists " + quoted(trigger.name()) + on));
        part.policies().stream()
                .filter(policy -> policy.subquery())
                .forEach(policy -> sql.add("drop policy if exists " + quoted(policy.name()) + on));
        part.rules().stream()
                .filter(rule -> !kept(member, rule))
                .forEach(rule -> sql.add("drop rule if exists " + quoted(rule.name()) + on));
    }

    /** Rules that stay; copying online loses them. */
    List<String> rules(Member member) {
        return planning.catalog().whole(member.table()).stream()
                .flatMap(part -> part.rules().stream()
                        .filter(rule -> kept(member, rule))
                        .flatMap(rule -> Restore.rule(part, rule).stream()))
                .toList();
    }

    private boolean kept(Member member, Rule rule) {
        return !Fates.DROP.equals(planning.choices()
                .of(
                        Decision.Kind.RULE,
                        member.name(),
                        rule.name(),
                        "rule " + quoted(rule.name())
                                + " acts on the coordinator only; statements that workers are asked" + " pass it by",
                        null,
                        new Option("keep-on-coordinator", "it stays; send what it is for to the coordinator"),
                        new Option(Fates.DROP, "it goes: what it did is up to the application")));
    }

    private void sequence(Member member, Sequence sequence, Sequence.Draw draw) {
        var column = member.table().column(draw.column()).orElseThrow();
        if (sequence.drawnBy().stream().map(Sequence.Draw::type).distinct().count() > 1
                && !draw.equals(sequence.drawnBy().getFirst())) {
            split(member, sequence, draw);
        }
        if (draw.type().equals("integer") || draw.type().equals("smallint")) {
            narrow(member, sequence, column);
        }
        if (column.identity() != Column.Identity.NONE) {
            identity(member, sequence, column);
        }
    }

    private void split(Member member, Sequence sequence, Sequence.Draw draw) {
        String choice = planning.choices()
                .of(
                        Decision.Kind.SEQUENCE_SHARED,
                        member.name(),
                        draw.column(),
                        "sequence " + sequence.name() + " fills columns of several types, which Citus refuses",
                        "split",
                        new Option(
                                "split",
                                "column " + quoted(draw.column())
                                        + " gets a sequence of its own that goes on from there; numbers may meet those of the"
                                        + " other columns"));
        if (choice == null) {
            return;
        }
        var own = new QualifiedName(
                member.name().schema(), Names.fit(member.name().name() + "_" + draw.column(), "_own_seq"));
        String alter = Tenants.alter(member) + " alter column " + quoted(draw.column());
        planning.draft()
                .step(
                        Phase.EXPAND,
                        member.name(),
                        "own-sequence-" + Names.slug(draw.column()),
                        "give column " + draw.column() + " a sequence of its own")
                .work(Work.Statements.one(Stream.concat(
                                Stream.of(
                                        "create sequence if not exists " + own.quoted() + " as bigint",
                                        "select setval(" + text(own) + ", last_value, is_called) from "
                                                + sequence.name().quoted()),
                                drawn(
                                        member.table(),
                                        member.table().column(draw.column()).orElseThrow(),
                                        sequence,
                                        own))
                        .toList()))
                .lock(member.name(), Mode.ACCESS_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.oid(own) + " is not null")
                .undo(
                        alter + " set default nextval(" + text(sequence.name()) + "::pg_catalog.regclass)",
                        "drop sequence if exists " + own.quoted())
                .add();
    }

    private void narrow(Member member, Sequence sequence, Column column) {
        boolean tenant = column.name().equals(member.column().name());
        if (tenant || widened.contains(place(member.table(), column))) {
            if (tenant) {
                planning.draft()
                        .remark(
                                member.name(),
                                "tenant column " + column.name() + " draws " + column.type()
                                        + " numbers: new tenants are inserted through the coordinator only");
            }
            return;
        }
        var affected = affected(member.table(), column);
        boolean viewed = affected.stream().anyMatch(each -> viewed(each.table()));
        String choice = planning.choices()
                .of(
                        Decision.Kind.SEQUENCE_TYPE,
                        member.name(),
                        column.name(),
                        "column " + quoted(column.name()) + " (" + column.type()
                                + ") draws from a sequence; inserts through workers need bigint",
                        viewed ? KEEP : "widen",
                        new Option(
                                "widen",
                                "it becomes bigint, and so does what refers to it; each table is written anew while nobody"
                                        + " reads or writes it: "
                                        + String.join(
                                                ", ",
                                                affected.stream()
                                                        .map(each ->
                                                                each.table().name() + "." + quoted(each.column()))
                                                        .toList())
                                        + (viewed ? "; views read some of them and must be dropped before" : "")),
                        new Option(KEEP, "rows are inserted through the coordinator only"));
        if (!"widen".equals(choice)) {
            return;
        }
        for (Place each : affected) {
            widen(each);
        }
        if (column.identity() == Column.Identity.NONE && !sequence.type().equals("bigint")) {
            planning.draft()
                    .step(
                            Phase.EXPAND,
                            member.name(),
                            "widen-sequence-" + Names.slug(column.name()),
                            "let sequence " + sequence.name() + " count on beyond int")
                    .work(Work.Statements.one(
                            "alter sequence " + sequence.name().quoted() + " as bigint"))
                    .probe("exists (select 1 from pg_catalog.pg_sequence where seqrelid = "
                            + Probes.oid(sequence.name()) + " and seqtypid = 'pg_catalog.int8'::pg_catalog.regtype)")
                    .add();
        }
    }

    private record Place(Table table, String column, String type) {}

    /** The column and, however indirectly, all that refer to it by a foreign key. */
    private List<Place> affected(Table table, Column column) {
        var inbound = planning.catalog().inbound();
        var found = new LinkedHashSet<Place>();
        var open = new ArrayDeque<Place>(List.of(new Place(table, column.name(), column.type())));
        while (!open.isEmpty()) {
            var at = open.remove();
            if (at.type().equals("bigint") || at.table().partitionOf() != null || !found.add(at)) {
                continue;
            }
            for (ForeignKey key : inbound.getOrDefault(at.table().oid(), List.of())) {
                int i = key.referencedColumns().indexOf(at.column());
                if (i >= 0) {
                    String name = key.columns().get(i);
                    planning.catalog()
                            .table(key.tableOid())
                            .ifPresent(from -> open.add(new Place(
                                    from, name, from.column(name).orElseThrow().type())));
                }
            }
        }
        return List.copyOf(found);
    }

    private void widen(Place place) {
        var table = place.table();
        if (!widened.add(place(table, table.column(place.column()).orElseThrow()))) {
            return;
        }
        String alter = "alter table " + table.name().quoted() + " alter column " + quoted(place.column()) + " type ";
        planning.draft()
                .step(
                        Phase.EXPAND,
                        table.name(),
                        "widen-" + Names.slug(place.column()),
                        "make column " + place.column() + " bigint")
                .work(Work.Statements.one(alter + "bigint"))
                .lock(table.name(), Mode.ACCESS_EXCLUSIVE, Hold.COPY)
                .estimate(table.estimatedRows(), table.bytes())
                .probe(Probes.type(table.name(), place.column(), "bigint"))
                .undo(alter + place.type())
                .add();
    }

    private boolean viewed(Table table) {
        return planning.catalog().views().stream().anyMatch(view -> view.reads().contains(table.oid()));
    }

    private static String place(Table table, Column column) {
        return table.oid() + "." + column.name();
    }

    private void identity(Member member, Sequence sequence, Column column) {
        String choice = planning.choices()
                .of(
                        Decision.Kind.IDENTITY_ONE_WAY,
                        member.name(),
                        column.name(),
                        "with identity column " + quoted(column.name())
                                + " Citus can neither take the table back nor change it later",
                        "to-sequence",
                        new Option(
                                "to-sequence",
                                "a plain sequence gives its values from now on, which goes on where the identity stands"
                                        + (column.identity() == Column.Identity.ALWAYS
                                                ? "; values that are given are no longer refused"
                                                : "")),
                        new Option(KEEP, "there is no way back once the table is distributed"));
        if (!"to-sequence".equals(choice)) {
            return;
        }
        String alter = Tenants.alter(member) + " alter column " + quoted(column.name());
        var beside = new QualifiedName(
                sequence.name().schema(), Names.beside(sequence.name().name()));
        String always = column.identity() == Column.Identity.ALWAYS ? "always" : "by default";
        String counting = counting(sequence);
        planning.draft()
                .step(
                        Phase.EXPAND,
                        member.name(),
                        "identity-to-sequence-" + Names.slug(column.name()),
                        "let a plain" + " sequence fill column " + column.name() + " instead of an identity")
                .work(Work.Statements.one(Stream.concat(
                                Stream.of(
                                        "lock table " + member.name().quoted() + " in access exclusive mode",
                                        "create sequence " + beside.quoted() + " as bigint " + counting,
                                        "select setval(" + text(beside) + ", last_value, is_called) from "
                                                + sequence.name().quoted(),
                                        alter + " drop identity",
                                        "alter sequence " + beside.quoted() + " rename to "
                                                + quoted(sequence.name().name())),
                                drawn(member.table(), column, sequence, sequence.name()))
                        .toList()))
                .lock(member.name(), Mode.ACCESS_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.not(Probes.identity(member.name(), column.name())))
                // What Citus has once known of a sequence it does not let be altered, on a local table neither; renamed
                // it may be.
                .undo(Stream.concat(
                                Stream.of(
                                        alter + " drop default",
                                        alter + " add generated " + always + " as identity (sequence name "
                                                + beside.quoted() + " " + counting + ")",
                                        "select setval(" + text(beside) + ", last_value, is_called) from "
                                                + sequence.name().quoted(),
                                        "drop sequence " + sequence.name().quoted(),
                                        "alter sequence " + beside.quoted() + " rename to "
                                                + quoted(sequence.name().name())),
                                Restore.of(sequence).stream())
                        .toList())
                .add();
    }

    /** How it counts; where it ends because its type does, another that is like it may have another type. */
    static String counting(Sequence sequence) {
        long last = switch (sequence.type()) {
            case "smallint" -> Short.MAX_VALUE;
            case "integer" -> Integer.MAX_VALUE;
            default -> Long.MAX_VALUE;
        };
        boolean up = sequence.increment() > 0;
        return "increment " + sequence.increment()
                + (!up && sequence.minimum() == -last - 1 ? "" : " minvalue " + sequence.minimum())
                + (up && sequence.maximum() == last ? "" : " maxvalue " + sequence.maximum())
                + " start " + sequence.start() + " cache " + sequence.cache() + (sequence.cycle() ? " cycle" : "");
    }

    /**
     * Lets a sequence fill a column for whoever inserts: an identity asks for no right of its own, a sequence does.
     *
     * @param like whose comment and grants it gets
     */
    private static Stream<String> drawn(Table table, Column column, Sequence like, QualifiedName sequence) {
        String name = sequence.quoted();
        var inserting = Stream.concat(
                        table.grants().stream(), table.columns().stream().flatMap(each -> each.grants().stream()))
                .filter(grant -> grant.privilege().equals("INSERT"))
                .map(grant -> new Grant(grant.grantee(), "USAGE", false))
                .distinct()
                .map(grant -> Restore.grant(grant, "sequence " + name));
        return Stream.of(
                        Stream.of(
                                "alter sequence " + name + " owner to " + quoted(table.owner()),
                                "alter sequence " + name + " owned by "
                                        + table.name().quoted() + "." + quoted(column.name()),
                                "alter table " + table.name().quoted() + " alter column " + quoted(column.name())
                                        + " set default nextval(" + text(sequence) + "::pg_catalog.regclass)"),
                        Restore.of(like, sequence).stream(),
                        inserting)
                .flatMap(statements -> statements);
    }

    private static String text(QualifiedName name) {
        return dev.penstock.citus.catalog.Identifier.literal(name.quoted()).strip();
    }

    private void remarks(Member member) {
        var table = member.table();
        var draft = planning.draft();
        if (!table.identifiesRows() && table.kind() == Table.Kind.ORDINARY) {
            draft.remark(
                    member.name(),
                    "it has no primary key or replica identity: that stops online moves of its whole colocation group");
        }
        planning.catalog().views().stream()
                .filter(view -> view.reads().contains(table.oid()))
                .forEach(view -> {
                    if (view.materialized()) {
                        draft.remark(member.name(), "materialized view " + view.name() + " stays on the coordinator");
                    } else if (view.updatable()) {
                        draft.remark(
                                member.name(),
                                "view " + view.name() + " can be written through now; on Citus it cannot");
                    }
                });
        table.indexes().stream()
                .filter(dev.penstock.citus.catalog.Index::clustered)
                .forEach(index -> draft.remark(
                        member.name(),
                        "it is clustered on " + quoted(index.name()) + "; that mark is lost when it is built anew"));
        if (!member.column().name().equals(planning.options().column())
                && !member.column().added()) {
            draft.remark(
                    member.name(),
                    "its tenant is called " + quoted(member.column().name()) + " there, and it is distributed by that");
        }
    }
}

package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.Key;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import java.util.List;
import java.util.Optional;

/** One unique index takes the place of another, which may serve a constraint. */
record Exchange(Planning planning, Member member, Index index) {

    /**
     * The statements, all brief.
     *
     * @param undo to these is added what brings the old back; it builds under the lock
     */
    void add(List<String> sql, List<String> undo) {
        var constraint = constraint();
        boolean partitioned = member.table().kind() == Table.Kind.PARTITIONED;
        if (constraint.isPresent()) {
            var key = constraint.get();
            sql.add(alter() + " drop constraint if exists " + quoted(key.name()));
            if (partitioned) {
                partitioned(key, sql);
            } else {
                sql.add(alter() + " add constraint " + quoted(key.name()) + " " + kind(key) + " using index "
                        + quoted(Names.beside(index.name())) + deferrable(key));
            }
            undo.add(alter() + " drop constraint if exists " + quoted(key.name()));
            undo.add(alter() + " add constraint " + quoted(key.name()) + " " + key.definition());
            Keys.comment(
                            key.comment(),
                            "constraint " + quoted(key.name()) + " on "
                                    + member.name().quoted())
                    .ifPresent(said -> both(said, sql, undo));
        } else {
            sql.add("drop index if exists " + name(index.name()));
            if (partitioned) {
                partitioned(sql);
            }
            sql.add("alter index " + name(Names.beside(index.name())) + " rename to " + quoted(index.name()));
            undo.add("drop index if exists " + name(index.name()));
            undo.add(index.definition());
        }
        Keys.comment(index.comment(), "index " + name(index.name())).ifPresent(said -> both(said, sql, undo));
        if (index.replicaIdentity()) {
            both(alter() + " replica identity using index " + quoted(index.name()), sql, undo);
        }
    }

    private static void both(String statement, List<String> sql, List<String> undo) {
        sql.add(statement);
        undo.add(statement);
    }

    /** The parent's alone first; it becomes valid with the last of its parts. */
    private void partitioned(Key key, List<String> sql) {
        var text = text();
        sql.add("alter table only " + member.name().quoted() + " add constraint " + quoted(key.name()) + " " + kind(key)
                + " (" + String.join(", ", text.entries()) + ")"
                + (text.included().isEmpty() ? "" : " include (" + String.join(", ", text.included()) + ")")
                + deferrable(key));
        for (Keys.Leaf leaf : Keys.leaves(planning, member.table(), index)) {
            String part = quoted(leaf.index().name());
            sql.add("alter table " + leaf.table().name().quoted() + " add constraint " + part + " " + kind(key)
                    + " using index " + quoted(Names.beside(leaf.index().name())) + deferrable(key));
            sql.add("alter index " + name(index.name()) + " attach partition "
                    + quoted(leaf.table().name().schema()) + "." + part);
        }
    }

    private void partitioned(List<String> sql) {
        sql.add(text().create(true, false, Names.beside(index.name()), member.name())
                .replaceFirst(" on ", " on only "));
        for (Keys.Leaf leaf : Keys.leaves(planning, member.table(), index)) {
            var beside = new QualifiedName(
                    leaf.table().name().schema(), Names.beside(leaf.index().name()));
            sql.add("alter index " + name(Names.beside(index.name())) + " attach partition " + beside.quoted());
            sql.add("alter index " + beside.quoted() + " rename to "
                    + quoted(leaf.index().name()));
        }
    }

    private IndexText text() {
        return IndexText.parse(index.definition())
                .with(quoted(member.column().name()), member.column().name());
    }

    private Optional<Key> constraint() {
        return member.table().keys().stream()
                .filter(key -> key.indexOid() == index.oid())
                .findFirst();
    }

    private static String kind(Key key) {
        return key.kind() == Key.Kind.PRIMARY ? "primary key" : "unique";
    }

    private static String deferrable(Key key) {
        return (key.deferrable() ? " deferrable" : "") + (key.initiallyDeferred() ? " initially deferred" : "");
    }

    private String alter() {
        return Tenants.alter(member);
    }

    private String name(String index) {
        return new QualifiedName(member.name().schema(), index).quoted();
    }
}

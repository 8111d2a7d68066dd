package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Key;
import java.util.List;
import java.util.Optional;

/**
 * One unique index takes the place of another, which may serve a constraint.
 *
 * @param tenant the column that it gets
 */
record Exchange(Catalog catalog, IndexOn at, String tenant) {

    /**
     * The statements, all brief.
     *
     * @param undo to these is added what brings the old back; it builds under the lock
     */
    void add(List<String> sql, List<String> undo) {
        var index = at.index();
        var constraint = constraint();
        if (constraint.isPresent()) {
            var key = constraint.get();
            sql.add(alter() + " drop constraint if exists " + quoted(key.name()));
            if (at.partitioned()) {
                partitioned(key, sql);
            } else {
                sql.add(alter() + " add constraint " + quoted(key.name()) + " " + kind(key) + " using index "
                        + quoted(Names.beside(index.name())) + deferrable(key));
            }
            undo.add(alter() + " drop constraint if exists " + quoted(key.name()));
            undo.add(alter() + " add constraint " + quoted(key.name()) + " " + key.definition());
            Keys.comment(key.comment(), Keys.constraint(at.table().name(), key.name()))
                    .ifPresent(said -> both(said, sql, undo));
        } else {
            sql.add("drop index if exists " + at.name().quoted());
            if (at.partitioned()) {
                partitioned(sql);
            }
            sql.add("alter index " + at.beside().quoted() + " rename to " + quoted(index.name()));
            undo.add("drop index if exists " + at.name().quoted());
            undo.add(index.definition());
        }
        Keys.comment(index.comment(), "index " + at.name().quoted()).ifPresent(said -> both(said, sql, undo));
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
        sql.add("alter table only " + at.table().name().quoted() + " add constraint " + quoted(key.name()) + " "
                + kind(key)
                + (at.index().nullsNotDistinct() ? " nulls not distinct" : "")
                + " (" + String.join(", ", text.entries()) + ")"
                + (text.included().isEmpty() ? "" : " include (" + String.join(", ", text.included()) + ")")
                + deferrable(key));
        for (IndexOn part : at.parts(catalog)) {
            sql.add("alter table " + part.table().name().quoted() + " add constraint "
                    + quoted(part.index().name()) + " " + kind(key) + " using index "
                    + quoted(Names.beside(part.index().name())) + deferrable(key));
            sql.add("alter index " + at.name().quoted() + " attach partition "
                    + part.name().quoted());
        }
    }

    private void partitioned(List<String> sql) {
        sql.add(text().create(
                        true, false, Names.beside(at.index().name()), at.table().name())
                .replaceFirst(" on ", " on only "));
        for (IndexOn part : at.parts(catalog)) {
            sql.add("alter index " + at.beside().quoted() + " attach partition "
                    + part.beside().quoted());
            sql.add("alter index " + part.beside().quoted() + " rename to "
                    + quoted(part.index().name()));
        }
    }

    private IndexText text() {
        return IndexText.parse(at.index().definition()).with(quoted(tenant), tenant);
    }

    private Optional<Key> constraint() {
        return at.table().keys().stream()
                .filter(key -> key.indexOid() == at.index().oid())
                .findFirst();
    }

    private static String kind(Key key) {
        return key.kind() == Key.Kind.PRIMARY ? "primary key" : "unique";
    }

    private static String deferrable(Key key) {
        return (key.deferrable() ? " deferrable" : "") + (key.initiallyDeferred() ? " initially deferred" : "");
    }

    private String alter() {
        return "alter table " + at.table().name().quoted();
    }
}

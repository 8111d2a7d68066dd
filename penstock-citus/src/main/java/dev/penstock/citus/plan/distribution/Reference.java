package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.ForeignKey.Action;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A foreign key as it will be.
 *
 * @param definition without NOT VALID
 * @param making how it comes to have the tenant
 * @param validated false when rows may break it by decision, so that it stays NOT VALID
 * @param proof how all rows are checked once they have moved
 */
record Reference(
        ForeignKey key,
        List<String> columns,
        List<String> referencedColumns,
        String definition,
        Making making,
        boolean validated,
        boolean partitioned,
        Proof proof) {

    /** Whether it gets the tenant, so that it is made anew before the tables move. */
    boolean rebuilt() {
        return making != Making.KEPT;
    }

    String add(String name) {
        return whole(name) + (partitioned ? "" : " not valid");
    }

    private String whole(String name) {
        return "alter table " + key.table().quoted() + " add constraint " + quoted(name) + " " + definition;
    }

    String drop(String name) {
        return "alter table " + key.table().quoted() + " drop constraint if exists " + quoted(name);
    }

    String validate(String name) {
        return "alter table " + key.table().quoted() + " validate constraint " + quoted(name);
    }

    /**
     * Brings it back as it was before the tables moved, where it is away; its rows are not checked yet. One that got the tenant goes with
     * its keys, and so gives way when those are taken back.
     */
    List<String> back() {
        String before = rebuilt()
                ? add(key.name())
                : "alter table " + key.table().quoted() + " add constraint " + quoted(key.name()) + " "
                        + key.definition().replaceFirst("(?i) not valid$", "") + (partitioned ? "" : " not valid");
        return rebuilt() || definition.equals(References.unchanged(key))
                ? List.of(where(false, before))
                : List.of(drop(key.name()), where(false, before));
    }

    /** A statement for when it is there, or away. */
    String where(boolean there, String statement) {
        return "do $penstock$ begin if " + (there ? "" : "not ") + Probes.constraint(key.table(), key.name()) + " then "
                + statement + "; end if; end $penstock$";
    }

    /** Checks its rows after that, as they were checked before. */
    List<String> checked() {
        return rebuilt() || partitioned || !key.validated() ? List.of() : List.of(validate(key.name()));
    }

    /** What checks all rows once they have moved; nothing when they are not checked any more. */
    List<String> proven() {
        return switch (proof) {
            case IN_PLACE -> List.of(validate(key.name()));
            case ANEW -> List.of(drop(key.name()), whole(key.name()));
            case NONE -> List.of();
        };
    }

    /** Rows {@code c} that break it. */
    String broken() {
        return Stream.concat(
                        columns.stream().map(column -> "c." + quoted(column) + " is not null"),
                        Stream.of("not exists (select 1 from "
                                + key.referenced().quoted() + " p where "
                                + Terms.on(columns, "c", referencedColumns, "p") + ")"))
                .collect(joining(" and "));
    }

    /** As SQL says it. */
    static String words(Action action) {
        return action.name().replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    /** How a foreign key comes to have the tenant. */
    enum Making {
        /** It has it, or needs none. */
        KEPT,
        /** Made beside the old one, which it takes the place of when the keys are exchanged. */
        BESIDE,
        /**
         * Made when the keys are exchanged, because only then there is one that it can refer to: a key of a partitioned table does
         * not take over an index that was built before.
         */
        IN_EXCHANGE
    }

    /** How all rows are checked against a foreign key between tables that are distributed. */
    enum Proof {
        /** It is validated while rows are written. */
        IN_PLACE,
        /** It is taken away and made anew, which checks each shard by itself, while nobody reads or writes. */
        ANEW,
        /** They are not. */
        NONE
    }
}

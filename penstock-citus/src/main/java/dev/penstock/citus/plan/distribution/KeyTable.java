package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.literal;
import static dev.penstock.citus.catalog.Identifier.quoted;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Index;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.plan.Estimate;
import dev.penstock.citus.plan.Gate;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The keys of a unique that goes on to hold over all tenants, in a reference table.
 *
 * <p>Each key is there once, with its tenant. A row refers to its key and its tenant together, so no other tenant can have a row
 * with this key; and within the tenant the unique holds. Both are checked by the database. Rows with a NULL in the key refer to
 * nothing, as they are compared with nothing.
 *
 * <p>Until the table is distributed a trigger keeps the keys. It is named to fire before the check of the foreign key: PostgreSQL
 * fires triggers in the order of their names, and those of foreign keys begin with {@code RI_}.
 *
 * @param member whose rows have the keys
 * @param index the unique as it was before
 */
record KeyTable(Member member, Index index) {

    /** The option of the decision. */
    static final String OPTION = "key-table";

    static final Gate.Confirmation CODE_CLAIMS_KEYS = new Gate.Confirmation(
            "code-claims-keys",
            "every program that inserts rows whose unique goes on to hold over all tenants inserts the key before, as the"
                    + " plan's remarks say: the triggers that did it end when the tables are distributed");

    private static final String TRIGGER = "Penstock_keys_";

    /** Why no foreign key can stand for the unique, which takes plain columns, all rows, and a check at once; empty when one can. */
    static Optional<String> hindrance(Planning planning, Member member, Index index) {
        if (index.entries().stream().anyMatch(entry -> !entry.included() && entry.column() == null)) {
            return Optional.of("it has an expression; a generated column would do in its place");
        }
        if (index.predicate() != null) {
            return Optional.of(
                    "it is partial; a generated column that is NULL for the other rows would do in its place");
        }
        if (index.nullsNotDistinct()) {
            return Optional.of("NULL counts as equal");
        }
        if (!index.immediate()) {
            return Optional.of("it is deferrable");
        }
        if (member.table().kind() == Table.Kind.PARTITIONED) {
            return Optional.of("its table is partitioned");
        }
        return planning.catalog()
                .table(name(member.name(), index.name()))
                .map(table -> "a table " + table.name() + " is there already");
    }

    QualifiedName name() {
        return name(member.name(), index.name());
    }

    static QualifiedName name(QualifiedName table, String index) {
        return new QualifiedName(table.schema(), Names.fit(index, "_keys"));
    }

    String foreignKey() {
        return Names.fit(index.name(), "_keys_fk");
    }

    /**
     * Table, trigger, keys of the rows that are there, and the foreign key, all beside the unique that still holds.
     *
     * @param size rows of a batch
     */
    void build(Drafting draft, int size) {
        draft.helpers();
        make(draft);
        fill(draft, size);
        refer(draft);
        draft.remark(member.name(), told());
    }

    private void make(Drafting draft) {
        String keys = columns("");
        draft.step(
                        Phase.CONSTRAIN,
                        member.name(),
                        "key-table-" + Names.slug(index.name()),
                        "make " + name() + " for the keys of " + index.name() + ", kept by a trigger for now")
                .work(Work.Statements.one(Stream.of(
                                Stream.of(
                                        "create table " + name().quoted() + " as select " + keys + ", " + tenant()
                                                + " from " + member.name().quoted() + " with no data",
                                        "alter table " + name().quoted() + " alter column " + tenant()
                                                + " set not null",
                                        "alter table " + name().quoted() + " add primary key (" + keys + ")",
                                        "alter table " + name().quoted() + " add unique (" + keys + ", " + tenant()
                                                + ")",
                                        "alter table " + name().quoted() + " owner to "
                                                + quoted(member.table().owner())),
                                grants(),
                                Stream.of(
                                        body(),
                                        "create trigger " + trigger() + " after insert or update or delete on "
                                                + member.name().quoted() + " for each row execute function "
                                                + function().quoted() + "()"))
                        .flatMap(statements -> statements)
                        .toList()))
                .lock(member.name(), Mode.SHARE_ROW_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.column(name(), member.column().name()))
                .undo(Stream.concat(dropTrigger().stream(), Stream.of("drop table if exists " + name().quoted()))
                        .toList())
                .add();
    }

    /** Who may write a row's key may claim it and give it back. */
    private Stream<String> grants() {
        var table = member.table();
        var ofColumns = table.columns().stream()
                .flatMap(column -> column.grants().stream()
                        .filter(grant -> grant.privilege().equals("INSERT")
                                || index.keyColumns().contains(column.name())));
        return Stream.concat(table.grants().stream(), ofColumns)
                .filter(grant -> Set.of("INSERT", "UPDATE").contains(grant.privilege()))
                .map(grant -> Restore.grant(grant, "select, insert, delete", name().quoted()))
                .distinct();
    }

    private String body() {
        var key = index.keyColumns();
        String given =
                key.stream().map(name -> "new." + quoted(name) + " is not null").collect(joining(" and "));
        return "create or replace function " + function().quoted() + "() returns trigger language plpgsql"
                + " security definer set search_path = pg_catalog, pg_temp as $penstock$"
                + "\nbegin"
                + "\n  if tg_op <> 'DELETE' and " + given + " then"
                + "\n    insert into " + name().quoted() + " as k (" + columns("") + ", " + tenant() + ") values ("
                + columns("new.") + ", new." + tenant() + ")"
                + "\n    on conflict (" + columns("") + ") do update set " + tenant() + " = excluded." + tenant()
                + " where k." + tenant() + " is distinct from excluded." + tenant() + ";"
                + "\n  end if;"
                + "\n  if tg_op <> 'INSERT' then"
                + "\n    delete from " + name().quoted() + " k where " + same("k.", "old.") + " and k." + tenant()
                + " = old." + tenant()
                + "\n      and not exists (select 1 from " + member.name().quoted() + " c where "
                + same("c.", "old.") + " and c." + tenant() + " = old." + tenant() + ");"
                + "\n  end if;"
                + "\n  return null;"
                + "\nend"
                + "\n$penstock$";
    }

    /** Locked, so that a key is not filled in for a row that goes meanwhile. */
    private void fill(Drafting draft, int size) {
        var rows = member.table();
        var keyset = Keyset.of(rows);
        String lacking = lacking();
        var batches = new Work.Batches(
                member.name(),
                keyset.names(),
                keyset.bound(),
                "insert into " + name().quoted() + " (" + columns("") + ", " + tenant() + ")"
                        + "\nselect " + columns("c.") + ", c." + tenant()
                        + "\nfrom " + member.name().quoted() + " c"
                        + "\nwhere " + lacking
                        + "\n        and " + keyset.range()
                        + "\nfor key share of c"
                        + "\non conflict do nothing",
                "select exists (select 1 from " + member.name().quoted() + " c where " + lacking + ")",
                size);
        draft.step(
                        Phase.CONSTRAIN,
                        member.name(),
                        "fill-keys-" + Names.slug(index.name()),
                        "fill in the keys of the rows that are there")
                .work(batches)
                .lock(member.name(), Mode.ROW_EXCLUSIVE, Hold.BRIEF)
                .estimate(rows.estimatedRows(), rows.bytes())
                .probe(Probes.or(
                        Probes.constraint(member.name(), foreignKey()),
                        Probes.later(
                                "not exists (select 1 from " + member.name().quoted() + " c where " + lacking + ")")))
                .reversal(new Reversal.Needless("the table of keys goes"))
                .add();
    }

    private void refer(Drafting draft) {
        draft.step(
                        Phase.CONSTRAIN,
                        member.name(),
                        "refer-to-keys-" + Names.slug(index.name()),
                        "let rows refer to their keys, which holds for new rows at once")
                .work(Work.Statements.one(add()))
                .lock(member.name(), Mode.SHARE_ROW_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.constraint(member.name(), foreignKey()))
                .undo(drop())
                .add();
        validate(draft.step(
                Phase.CONSTRAIN,
                member.name(),
                "validate-keys-" + Names.slug(index.name()),
                "check that all rows have their keys"));
    }

    /** The same once more over the shards, because the foreign key comes back NOT VALID there. */
    void prove(Drafting draft) {
        validate(draft.step(
                Phase.VERIFY,
                member.name(),
                "validate-" + Names.slug(foreignKey()),
                "validate foreign key " + foreignKey() + " over all shards"));
    }

    private void validate(Drafting.Step step) {
        step.work(Work.Statements.one(validation()))
                .lock(member.name(), Mode.SHARE_UPDATE_EXCLUSIVE, Hold.SCAN)
                .estimate(member.table().estimatedRows(), member.table().bytes())
                .probe(Probes.validated(member.name(), foreignKey()))
                .add();
    }

    Work.Target target() {
        return new Work.Target(
                name(),
                Work.Kind.REFERENCE,
                null,
                "select create_reference_table(" + literal(name().quoted()).strip() + ")",
                null,
                false,
                "a reference table is copied while nobody writes it",
                List.of(),
                List.of(),
                new Estimate(member.table().estimatedRows(), 0));
    }

    Work.ForeignKey reference() {
        return new Work.ForeignKey(
                member.name(),
                foreignKey(),
                name(),
                drop(),
                add(),
                validation(),
                "select count(*) from " + member.name().quoted() + " c where " + lacking(),
                null);
    }

    List<String> dropTrigger() {
        return List.of(
                "drop trigger if exists " + trigger() + " on " + member.name().quoted(),
                "drop function if exists " + function().quoted() + "()");
    }

    /** The statement that brings the table of keys back from the nodes. */
    String undistribute() {
        return "select undistribute_table(logicalrelid, cascade_via_foreign_keys => true) from pg_dist_partition"
                + " where logicalrelid = " + Probes.oid(name()) + " and repmodel = 't'";
    }

    private String told() {
        String values = index.keyColumns().stream().map(column -> ":" + column).collect(joining(", "));
        return quoted(index.name()) + " goes on to hold over all tenants, by foreign key " + quoted(foreignKey())
                + " to "
                + name() + ". Before a row is inserted, or its key changed, the program runs in the same transaction:"
                + " insert into " + name().quoted() + " (" + columns("") + ", " + tenant() + ") values (" + values
                + ", :" + member.column().name()
                + "); a key that is taken is refused there with 23505. A key that no row has"
                + " any more stays its tenant's until: delete from " + name().quoted() + " where "
                + index.keyColumns().stream()
                        .map(column -> quoted(column) + " = :" + column)
                        .collect(joining(" and "))
                + "; best in a transaction of its own, because all inserts of keys wait for its end. It is refused with 23503"
                + " while a row has the key";
    }

    private String add() {
        return "alter table " + member.name().quoted() + " add constraint " + quoted(foreignKey()) + " foreign key ("
                + columns("") + ", " + tenant() + ") references " + name().quoted() + " (" + columns("") + ", "
                + tenant()
                + ") not valid";
    }

    private String drop() {
        return "alter table " + member.name().quoted() + " drop constraint if exists " + quoted(foreignKey());
    }

    private String validation() {
        return "alter table " + member.name().quoted() + " validate constraint " + quoted(foreignKey());
    }

    /** Of a row {@code c}: it has a key, and nobody knows. */
    private String lacking() {
        return index.keyColumns().stream()
                        .map(name -> "c." + quoted(name) + " is not null")
                        .collect(joining(" and "))
                + " and not exists (select 1 from " + name().quoted() + " k where " + same("k.", "c.") + " and k."
                + tenant() + " = c." + tenant() + ")";
    }

    private String same(String one, String other) {
        return index.keyColumns().stream()
                .map(name -> one + quoted(name) + " = " + other + quoted(name))
                .collect(joining(" and "));
    }

    private String columns(String prefix) {
        UnaryOperator<String> name = column -> prefix + quoted(column);
        return index.keyColumns().stream().map(name).collect(joining(", "));
    }

    private String tenant() {
        return quoted(member.column().name());
    }

    private String trigger() {
        return quoted(Names.fit(TRIGGER + index.name(), ""));
    }

    private QualifiedName function() {
        return Names.helper("keys", name());
    }
}

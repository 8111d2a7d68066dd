package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.journal.Journal;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.verify.Verification;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.pool.Server;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Moves that stop near their end, with all tables in shards already: what comes behind is done when the plan is applied again. */
class StoppedMoveTest extends OnCitus {

    private final DataSource coordinator = Server.at(cluster.jdbcUrl(), null, null);

    StoppedMoveTest() throws SQLException {}

    /** A parent goes while the foreign keys to it are away; the process stops when the children of one have been swept up. */
    @Test
    void rowsWhoseParentsWentAreSweptUp() throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "create table docs (org_id bigint not null references orgs, id bigint, primary key (org_id, id))",
                "create table notes (org_id bigint not null, id bigint, doc_id bigint, primary key (org_id, id),"
                        + " constraint notes_doc foreign key (org_id, doc_id) references docs on delete cascade)",
                "create table tags (org_id bigint not null, id bigint, doc_id bigint, primary key (org_id, id),"
                        + " constraint tags_doc foreign key (org_id, doc_id) references docs on delete cascade)",
                "comment on constraint tags_doc on tags is 'a tag is of a document'",
                "insert into orgs select generate_series(1, 3)",
                "insert into docs select n % 3 + 1, n from generate_series(1, 9) n",
                "insert into notes select org_id, id, id from docs",
                "insert into tags select org_id, id, id from docs");
        var plan = online();

        assertThatThrownBy(() -> Applier.apply(coordinator, plan, Plans.APPLYING, new Watcher() {
                    @Override
                    public void advanced(Operation operation, long done, @Nullable Long of, String note) {
                        if (note.contains("notes")) {
                            run("delete from docs where id = 7");
                        }
                    }

                    @Override
                    public void remarked(String text) {
                        if (text.contains("swept up")) {
                            throw new IllegalStateException("enough");
                        }
                    }
                }))
                .hasMessage("enough");
        assertThat(Applier.outlook(coordinator, plan, Plans.APPLYING).steps())
                .filteredOn(step -> step.operation().id().contains("distribute"))
                .noneMatch(step -> step.done());
        Applier.apply(coordinator, plan, Plans.APPLYING, Watcher.SILENT);

        assertThat(Sql.values(connection, "select count(*) from notes union all select count(*) from tags"))
                .containsExactly("8", "8");
        assertThat(Sql.value(
                        connection,
                        "select bool_and(convalidated) from pg_constraint where connamespace = '" + schema
                                + "'::regnamespace"))
                .isEqualTo("t");
        holds(plan);
    }

    /** Stopped between the copy and what it lost, with no foreign key to bring back. */
    @Test
    void whatTheCopyLostIsBroughtBack() throws SQLException {
        var plan = viewed();
        Sql.run(
                connection,
                "create function refuse() returns event_trigger language plpgsql as $$ begin"
                        + " if current_query() like 'grant %titles%' then raise exception 'not now'; end if; end $$",
                "create event trigger " + schema + " on ddl_command_start when tag in ('GRANT')"
                        + " execute function refuse()");
        try {
            assertThatThrownBy(() -> Applier.apply(coordinator, plan, Plans.APPLYING, Watcher.SILENT))
                    .hasMessageContaining("not now");
        } finally {
            Sql.run(connection, "drop event trigger " + schema);
        }
        assertThat(readable()).as("what this is about").isEqualTo("f");

        Applier.apply(coordinator, plan, Plans.APPLYING, Watcher.SILENT);

        assertThat(readable()).isEqualTo("t");
        holds(plan);
    }

    /** To count a large table takes its time, in which the application would be without. */
    @Test
    void whatTheCopyLostIsBackBeforeRowsAreCounted() throws SQLException {
        var plan = viewed();
        Journal.install(connection);
        Sql.run(
                connection,
                "create function refuse() returns trigger language plpgsql as $$ begin"
                        + " if new.moment = 'moved' then raise exception 'not now'; end if; return new; end $$",
                "create trigger refuse before insert or update on penstock_citus.measured for each row execute"
                        + " function refuse()");
        try {
            assertThatThrownBy(() -> Applier.apply(coordinator, plan, Plans.APPLYING, Watcher.SILENT))
                    .hasMessageContaining("not now");
        } finally {
            Sql.run(connection, "drop trigger refuse on penstock_citus.measured");
        }
        assertThat(readable()).isEqualTo("t");

        Applier.apply(coordinator, plan, Plans.APPLYING, Watcher.SILENT);

        holds(plan);
    }

    private Plan viewed() throws SQLException {
        Sql.run(
                connection,
                "create table docs (org_id bigint not null, id bigint, title text, primary key (org_id, id))",
                "create view titles as select id, title from docs",
                "grant select on titles to public",
                "insert into docs select n % 3 + 1, n from generate_series(1, 9) n");
        return online();
    }

    private String readable() throws SQLException {
        return Sql.value(connection, "select has_table_privilege('public', 'titles', 'select')");
    }

    private Plan online() {
        var plan = Plans.of(
                connection,
                schema,
                "org_id",
                0,
                Map.of("WINDOW_WITHOUT_FOREIGN_KEY", "online", "WRITABLE_VIEW", "recommended"));
        assertThat(plan.undecided()).isEmpty();
        return plan;
    }

    private void run(String sql) {
        try {
            Sql.run(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void holds(Plan plan) {
        var verified = Verifier.verify(coordinator, plan, VerifyOptions.all(), what -> {});
        assertThat(verified).as(verified.toString()).matches(Verification::holds);
    }
}

package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.verify.Verification.Check;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.pool.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tables that stay local, and that Citus makes anew because foreign keys join them to a reference table. */
@RequiresCitus
class LocalNeighboursTest {

    private final CitusCluster cluster = CitusCluster.shared();
    private final String schema = cluster.schema();
    private final Connection connection = cluster.connect();

    LocalNeighboursTest() throws SQLException {}

    @AfterEach
    void close() throws SQLException {
        Sql.run(connection, "drop schema " + schema + " cascade");
        connection.close();
    }

    @Test
    void theyLoseNothing() throws SQLException {
        Sql.run(
                connection,
                "set search_path = " + schema + ", public",
                "create table orgs (id bigint primary key)",
                "create table users (id bigint primary key)",
                "create table orders (org_id bigint not null references orgs, id bigint, user_id bigint references users,"
                        + " primary key (org_id, id))",
                "create table sessions (id bigint generated always as identity primary key, user_id bigint references users,"
                        + " token text constraint one_token unique, state text constraint states check (state <> ''))",
                "create table clicks (id bigint primary key, session_id bigint constraint clicks_fk references sessions)",
                "create index sessions_state on sessions (state)",
                "create view open_sessions as select id, state from sessions",
                "create function touch() returns trigger language plpgsql as $$ begin return new; end $$",
                "create trigger touch before insert on sessions for each row execute function touch()",
                "create policy own on sessions using (true)",
                "create rule twice as on insert to sessions where new.token = 'twice' do also select 1",
                "comment on table sessions is 'a table'",
                "comment on column sessions.token is 'a column'",
                "comment on index sessions_state is 'an index'",
                "comment on constraint one_token on sessions is 'a key'",
                "comment on constraint states on sessions is 'a check'",
                "comment on policy own on sessions is 'a policy'",
                "comment on trigger touch on sessions is 'a trigger'",
                "comment on rule twice on sessions is 'a rule'",
                "comment on view open_sessions is 'a view'",
                "comment on column open_sessions.state is 'a column of a view'",
                "comment on column clicks.session_id is 'two foreign keys away'",
                "comment on constraint clicks_fk on clicks is 'a foreign key'",
                "grant select on open_sessions to public",
                "grant usage on sequence sessions_id_seq to public",
                "insert into orgs values (1), (2)",
                "insert into users values (1), (2)",
                "insert into orders values (1, 1, 1), (2, 1, 2)",
                "insert into sessions (user_id, token) select 1, i::text from generate_series(1, 50) i",
                "insert into clicks select i, i from generate_series(1, 9) i");
        var before = known();
        assertThat(before).hasSize(16);
        var plan = plan();
        var database = Server.at(cluster.jdbcUrl(), null, null);

        Applier.apply(database, plan, ApplyOptions.defaults(), Watcher.SILENT);

        assertThat(Sql.values(
                        connection,
                        "select logicalrelid::regclass from pg_dist_partition where autoconverted and logicalrelid::text"
                                + " in ('sessions', 'clicks') order by 1"))
                .as("what this is about")
                .containsExactly("sessions", "clicks");
        assertThat(known()).isEqualTo(before);
        Sql.run(connection, "insert into sessions (user_id, token) values (2, 'one more')");
        assertThat(Sql.value(connection, "select id from sessions where token = 'one more'"))
                .isEqualTo("51");
        assertThat(Verifier.verify(database, plan, VerifyOptions.all(), what -> {})
                        .checks())
                .flatExtracting(Check::failures)
                .isEmpty();
    }

    /** Tables that move one after the other: what Citus makes anew meanwhile is never met without its rule, grant and numbers. */
    @Test
    void theyAreNeverWithout() throws SQLException {
        Sql.run(
                connection,
                "set search_path = " + schema + ", public",
                "create table orgs (id bigint primary key)",
                "create table users (id bigint primary key)",
                "create table lists (id bigint primary key)",
                "create table orders (org_id bigint not null references orgs, id bigint, user_id bigint references users,"
                        + " list_id bigint references lists, primary key (org_id, id))",
                "create table sessions (id bigint generated always as identity primary key, user_id bigint references users,"
                        + " list_id bigint references lists, token text)",
                "create table heard (token text)",
                "create view open_sessions as select id, token from sessions",
                "grant select on open_sessions to public",
                "create rule hears as on insert to sessions do also insert into heard values (new.token)",
                "insert into sessions (token) select i::text from generate_series(1, 50) i");
        var plan = Plans.of(
                connection,
                schema,
                "org_id",
                0,
                Map.of("LOCAL_REFERS_TO_REFERENCE", "keep", "WINDOW_WITHOUT_FOREIGN_KEY", "online"));
        assertThat(plan.undecided()).isEmpty();
        var database = Server.at(cluster.jdbcUrl(), null, null);
        var missed = new ArrayList<String>();
        int rows = 50;
        try (var other = cluster.connect();
                var looking = Executors.newSingleThreadExecutor()) {
            Sql.run(other, "set search_path = " + schema + ", public");
            var ended = new AtomicBoolean();
            var looks = new AtomicInteger();
            var looked = looking.submit(() -> {
                while (!ended.get()) {
                    look(other, looks.incrementAndGet(), missed);
                }
            });
            Applier.apply(database, plan, ApplyOptions.defaults(), Watcher.SILENT);
            ended.set(true);
            looked.get(30, TimeUnit.SECONDS);
            rows += looks.get();
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }

        assertThat(missed).isEmpty();
        assertThat(Sql.value(connection, "select count(*) || ' ' || max(id) from sessions"))
                .isEqualTo(rows + " " + rows);
        assertThat(Sql.value(
                        connection,
                        "select autoconverted from pg_dist_partition where logicalrelid =" + " 'sessions'::regclass"))
                .as("what this is about")
                .isEqualTo("t");
    }

    /** As the application does: inserts, is heard of, and the view is everybody's. */
    private static void look(Connection other, int number, List<String> missed) {
        try {
            Sql.run(other, "insert into sessions (token) values ('look " + number + "')");
            if (!Sql.value(other, "select count(*) from heard where token = 'look " + number + "'")
                    .equals("1")) {
                missed.add("the rule at look " + number);
            }
            if (!Sql.value(other, "select has_table_privilege('public', 'open_sessions', 'select')")
                    .equals("t")) {
                missed.add("the grant at look " + number);
            }
        } catch (SQLException e) {
            missed.add("look " + number + ": " + e.getMessage());
        }
    }

    /** What is said of the objects, who may use them, and the rule. */
    private List<String> known() throws SQLException {
        String tables = "(select oid from pg_class where relnamespace = '" + schema + "'::regnamespace)";
        return Sql.values(
                connection,
                "select description from pg_description where objoid in " + tables
                        + " or objoid in (select oid from pg_constraint where conrelid in " + tables + ")"
                        + " or objoid in (select oid from pg_policy where polrelid in " + tables + ")"
                        + " or objoid in (select oid from pg_trigger where tgrelid in " + tables + ")"
                        + " or objoid in (select oid from pg_rewrite where ev_class in " + tables + ")"
                        + " union all select relname || ' ' || relacl::text from pg_class where oid in " + tables
                        + " and relname in ('open_sessions', 'sessions_id_seq')"
                        + " union all select rulename || tablename from pg_rules where schemaname = '" + schema + "'"
                        + " union all select tgname from pg_trigger where tgrelid in " + tables
                        + " and not tgisinternal and tgname = 'touch' order by 1");
    }

    private Plan plan() {
        return Plans.of(connection, schema, "org_id", Plans.BLOCKING, Map.of("LOCAL_REFERS_TO_REFERENCE", "keep"));
    }
}

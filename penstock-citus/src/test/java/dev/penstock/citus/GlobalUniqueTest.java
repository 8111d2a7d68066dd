package dev.penstock.citus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Reverser;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Decision.Option;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.PlanFile;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.Planner;
import dev.penstock.citus.verify.Verification;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.pool.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A unique that goes on to hold over all tenants, from its plan to the way back. */
class GlobalUniqueTest extends OnCitus {

    private static final ApplyOptions OPTIONS = Plans.APPLYING.confirming(Set.of("code-names-tenant"));

    private static final ApplyOptions CLAIMING = OPTIONS.confirming(Set.of("code-names-tenant", "code-claims-keys"));

    private static final Duration WAITS = Duration.ofSeconds(20);

    private static final String BLOCKED =
            "select exists (select from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid)))";

    private final DataSource coordinator = Server.at(cluster.jdbcUrl(), null, null);

    GlobalUniqueTest() throws SQLException {}

    @BeforeEach
    void open() throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "insert into orgs select generate_series(1, 5)",
                "create table users (id uuid default gen_random_uuid() primary key, org bigint not null references orgs,"
                        + " \"Code\" varchar(40) unique, email text, nation text, number int, unique (nation, number))",
                "create unique index users_email on users (lower(email))",
                "insert into users (org, \"Code\", nation, number) select n % 5 + 1, nullif('c' || n, 'c7'), 'se', n"
                        + " from generate_series(1, 60) n");
    }

    @Test
    void itIsOfferedWhereAForeignKeyCanStandForIt() throws SQLException {
        assertThat(plan(Map.of()).undecided())
                .extracting(decision -> decision.subject() + " "
                        + decision.options().stream().map(Option::id).toList())
                .containsExactlyInAnyOrder(
                        "users_Code_key [per-tenant, key-table]",
                        "users_nation_number_key [per-tenant, key-table]",
                        "users_email [per-tenant]");
    }

    @Test
    void anIdIsNotAskedAboutWhereItIsMadeWithItsRow() throws SQLException {
        Sql.run(
                connection,
                "create table membership (org bigint not null references orgs, user_id uuid not null unique,"
                        + " external uuid unique, invite_id uuid default gen_random_uuid() unique)",
                "create table person (person_id uuid primary key, org bigint not null references orgs)",
                "create table token (token uuid primary key, org bigint not null references orgs)",
                "create table profile (user_id uuid primary key, org bigint not null references orgs)",
                "create table badge (wearer_id uuid primary key, org bigint not null references orgs)");

        assertThat(plan(Map.of()).undecided())
                .extracting(decision -> decision.subject())
                .filteredOn(subject -> !subject.startsWith("users_"))
                .containsExactlyInAnyOrder(
                        "membership_user_id_key", "membership_external_key", "profile_pkey", "badge_pkey");
    }

    @Test
    void whereItIsNotOfferedTheDecisionSaysWhy() throws SQLException {
        Sql.run(
                connection,
                "alter table users add column a text, add column b text, add column c text unique deferrable",
                "create unique index users_part on users (a) where b is null",
                "update users set b = number",
                "create unique index users_nulls on users (b) nulls not distinct",
                "create table \"users_Code_key_keys\" (id int)");

        assertThat(plan(Map.of()).undecided())
                .extracting(decision ->
                        decision.subject() + ": " + decision.change().replaceFirst("^.*?( is not offered: |$)", ""))
                .containsExactlyInAnyOrder(
                        "users_Code_key: a table " + schema + ".\"users_Code_key_keys\" is there already",
                        "users_nation_number_key: ",
                        "users_email: it has an expression; a generated column would do in its place",
                        "users_c_key: it is deferrable",
                        "users_part: it is partial; a generated column that is NULL for the other rows would do in its"
                                + " place",
                        "users_nulls: NULL counts as equal");
    }

    @Test
    void codeThatClaimsNothingGoesOnUntilTheMoveAndTheDatabaseChecksAllTheWay() throws SQLException {
        var plan = chosen();
        var before = constraints();
        var writes = new Writes();

        // Stopped between two batches of the filling, as a kill would.
        assertThatThrownBy(() -> Applier.apply(coordinator, plan, OPTIONS, writes))
                .hasMessageContaining("stopped");
        assertThat(value("select count(*) between 1 and 59 from \"users_Code_key_keys\""))
                .isEqualTo("t");
        assertThatThrownBy(() -> Applier.apply(coordinator, plan, OPTIONS, writes))
                .hasMessageContaining("PEN-6022")
                .hasMessageContaining("code-claims-keys");
        assertThat(writes.tried).as("operations that rows were written around").isGreaterThan(8);
        refused("insert into users (org, \"Code\") values (2, 'c5')");
        assertThat(keys()).isEqualTo(rows());

        Applier.apply(coordinator, plan, CLAIMING, Watcher.SILENT);

        assertThat(keys()).isEqualTo(rows());
        assertThat(verified(plan)).as(verified(plan).toString()).matches(Verification::holds);
        // Row without a key; another tenant's key; a key that is taken; a key in use.
        refused("insert into users (org, \"Code\") values (2, 'new')");
        refused("insert into users (org, \"Code\") values (2, 'c5')");
        refused("insert into \"users_Code_key_keys\" (\"Code\", org) values ('c5', 2)");
        refused("delete from \"users_Code_key_keys\" where \"Code\" = 'c5'");
        refused("insert into users (org, \"Code\") values (1, 'c5')");
        Sql.run(
                connection,
                "begin; insert into \"users_Code_key_keys\" (\"Code\", org) values ('new', 2);"
                        + " insert into users (org, \"Code\") values (2, 'new'); commit",
                "insert into users (org) values (3), (3)",
                "insert into \"users_Code_key_keys\" (\"Code\", org) values ('spare', 4)");
        assertThat(verified(plan).checks().toString()).contains("1 key(s)").contains("are taken and no row has them");
        assertThat(plan(Map.of("GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant"))
                        .operations())
                .as("what is done is not planned again")
                .isEmpty();

        Reverser.reverse(coordinator, plan, CLAIMING, Watcher.SILENT);

        assertThat(constraints()).isEqualTo(before);
        assertThat(value("select to_regclass('\"users_Code_key_keys\"')")).isEqualTo("null");
        Sql.run(connection, "insert into users (org, \"Code\") values (2, 'as ever')");
        refused("insert into users (org, \"Code\") values (3, 'as ever')");
    }

    @Test
    void whoMayInsertRowsMayClaimTheirKeys() throws SQLException {
        String inserts = schema + "_inserts";
        String reads = schema + "_reads";
        Sql.run(
                connection,
                "create role " + inserts,
                "create role " + reads,
                "grant usage on schema " + schema + " to " + inserts + ", " + reads,
                "grant select, insert (id, org, \"Code\") on users to " + inserts,
                "grant select, update (email) on users to " + reads);
        try {
            var plan = chosen();
            assertThatThrownBy(() -> Applier.apply(coordinator, plan, OPTIONS, Watcher.SILENT))
                    .hasMessageContaining("code-claims-keys");
            Sql.run(
                    connection,
                    "set role " + inserts,
                    "begin; insert into \"users_Code_key_keys\" (\"Code\", org) values ('new', 2);"
                            + " insert into users (id, org, \"Code\") values (gen_random_uuid(), 2, 'new'); commit",
                    "insert into \"users_Code_key_keys\" (\"Code\", org) values ('spare', 4)",
                    "delete from \"users_Code_key_keys\" where \"Code\" = 'spare'",
                    "set role " + reads);
            assertThatThrownBy(() -> keys()).hasMessageContaining("permission denied");
            Sql.run(connection, "reset role");
            Applier.apply(coordinator, plan, CLAIMING, Watcher.SILENT);

            assertThat(Sql.values(
                            connection,
                            "select distinct result from run_command_on_placements('\"users_Code_key_keys\"',"
                                    + " $$select has_table_privilege('" + inserts + "', '%1$s', 'insert') || ' '"
                                    + " || has_table_privilege('" + reads + "', '%1$s', 'select')$$)"))
                    .containsExactly("true false");
        } finally {
            Sql.run(
                    connection,
                    "reset role",
                    "drop owned by " + inserts + ", " + reads,
                    "drop role " + inserts,
                    "drop role " + reads);
        }
    }

    /** Two move up in one statement: the key that one leaves is the other's when the triggers fire. */
    @Test
    void keysFollowRowsThatChange() throws SQLException {
        var plan = chosen();
        assertThatThrownBy(() -> Applier.apply(coordinator, plan, OPTIONS, Watcher.SILENT))
                .hasMessageContaining("code-claims-keys");

        Sql.run(
                connection,
                "set enable_indexscan = off; set enable_bitmapscan = off",
                "insert into users (org, \"Code\") values (2, 's2'), (2, 's1')",
                "update users set \"Code\" = 's' || right(\"Code\", 1)::int + 1 where \"Code\" in ('s1', 's2')",
                "update users set org = 4 where \"Code\" = 'c20'");

        assertThat(keys()).isEqualTo(rows()).contains("c20 4", "s2 2", "s3 2").doesNotContain("s1 2");
    }

    @Test
    void aKeyIsNotFilledInForARowThatGoesMeanwhile() throws Exception {
        var plan = chosen();
        try (var other = cluster.connect();
                var threads = Executors.newSingleThreadExecutor()) {
            other.setAutoCommit(false);
            var waited = new CompletableFuture<@Nullable Void>();
            assertThatThrownBy(() -> Applier.apply(coordinator, plan, OPTIONS, new Watcher() {
                        @Override
                        public void began(Operation operation) {
                            if (operation.id().contains("fill-keys")) {
                                delete(other, threads, waited);
                            }
                        }
                    }))
                    .hasMessageContaining("code-claims-keys");
            waited.get(30, SECONDS);
        }

        assertThat(keys()).isEqualTo(rows()).doesNotContain("c59 5");
    }

    /** Not committed before the apply waits for it. */
    private void delete(Connection other, ExecutorService threads, CompletableFuture<@Nullable Void> waited) {
        try {
            Sql.run(other, "delete from " + schema + ".users where \"Code\" = 'c59'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        threads.execute(() -> {
            try {
                long deadline = System.nanoTime() + WAITS.toNanos();
                while (!Sql.value(other, BLOCKED).equals("t")) {
                    assertThat(System.nanoTime())
                            .as("the apply waits for the row that goes")
                            .isLessThan(deadline);
                    Thread.onSpinWait();
                }
                other.commit();
                waited.complete(null);
            } catch (SQLException | RuntimeException | AssertionError e) {
                waited.completeExceptionally(e);
            }
        });
    }

    @Test
    void verifyFindsRowsWhoseKeysAreGone() throws SQLException {
        var plan = chosen();
        Applier.apply(coordinator, plan, CLAIMING, Watcher.SILENT);

        Sql.run(
                connection,
                "alter table users drop constraint \"users_Code_key_keys_fk\"",
                "delete from \"users_Code_key_keys\" where \"Code\" in ('c1', 'c2')",
                "insert into users (org, \"Code\") values (3, 'c1')",
                "alter table users add constraint \"users_Code_key_keys_fk\" foreign key (\"Code\", org) references"
                        + " \"users_Code_key_keys\" (\"Code\", org) not valid");

        assertThat(verified(plan).checks().toString())
                .contains("3 row(s) of " + schema + ".users have no key")
                .contains("1 key(s) of " + schema + ".users are there more than once");
    }

    /** At every boundary, and once amid the filling: a new row, a key that changes, one that goes and is another tenant's at once. */
    private final class Writes implements Watcher {

        int tried;
        private boolean stopped;

        @Override
        public void began(Operation operation) {
            write();
        }

        @Override
        public void advanced(Operation operation, long done, @Nullable Long of, String note) {
            if (operation.id().contains("fill-keys") && !stopped) {
                write();
                stopped = true;
                throw new IllegalStateException("stopped");
            }
        }

        private void write() {
            tried++;
            try {
                Sql.run(
                        connection,
                        "insert into users (org, \"Code\") values (2, 'w" + tried + "')",
                        "update users set \"Code\" = 'x" + tried + "' where \"Code\" = 'c" + (10 + tried) + "'",
                        "update users set org = 5 where \"Code\" = 'c60'",
                        "delete from users where \"Code\" = 'c" + (60 - tried) + "'",
                        "insert into users (org, \"Code\") values (4, 'c" + (60 - tried) + "')");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Plan chosen() {
        return plan(Map.of(
                "GLOBAL_UNIQUE_BECOMES_PER_TENANT",
                "per-tenant",
                "global-unique-becomes-per-tenant." + schema + ".users.users_Code_key",
                "key-table"));
    }

    private Plan plan(Map<String, String> choices) {
        var inspection = Inspector.inspect(
                connection,
                InspectOptions.defaults().withSchemas(List.of(schema)).withTenant("org", null));
        var options = new Plan.Options(
                "org", "bigint", List.of(schema), List.of(), List.of(), List.of(), null, null, 1L << 30, 7);
        var plan = Planner.plan(inspection, options, new Choices(choices));
        assertThat(PlanFile.parse(PlanFile.yaml(plan), "plan")).isEqualTo(plan);
        return plan;
    }

    private Verification verified(Plan plan) {
        return Verifier.verify(coordinator, plan, VerifyOptions.all(), line -> {});
    }

    private void refused(String sql) {
        assertThatThrownBy(() -> Sql.run(connection, sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isIn("23503", "23505"));
    }

    private List<String> keys() throws SQLException {
        return Sql.values(connection, "select \"Code\" || ' ' || org from \"users_Code_key_keys\" order by 1");
    }

    private List<String> rows() throws SQLException {
        return Sql.values(connection, "select \"Code\" || ' ' || org from users where \"Code\" is not null order by 1");
    }

    private List<String> constraints() throws SQLException {
        return Sql.values(
                connection,
                "select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where conrelid = 'users'::regclass"
                        + " order by 1");
    }

    private String value(String query) throws SQLException {
        return Sql.value(connection, query);
    }
}

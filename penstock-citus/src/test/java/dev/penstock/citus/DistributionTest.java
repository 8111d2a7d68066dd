package dev.penstock.citus;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Decision.Kind;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Plan.Fate;
import dev.penstock.citus.plan.PlanFile;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.Planner;
import dev.penstock.citus.verify.Verification;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.pool.Server;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plans of hard schemas, carried out. */
class DistributionTest extends OnCitus {

    private static final Map<String, String> CHOICES = Map.ofEntries(
            Map.entry("GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant"),
            Map.entry("EXCLUSION_BECOMES_PER_TENANT", "per-tenant"),
            Map.entry("SET_NULL_REFUSED", "no-action"),
            Map.entry("UPDATE_CASCADE_REFUSED", "no-action"),
            Map.entry("TRIGGER", "drop"),
            Map.entry("FOREIGN_KEY_LOST", "drop"),
            Map.entry("IDENTITY_ONE_WAY", "recommended"),
            Map.entry("SEQUENCE_TYPE", "widen"),
            Map.entry("ROWS_WITHOUT_TENANT", "quarantine"),
            Map.entry("CROSS_TENANT_ROWS", "quarantine"),
            Map.entry("ORPHANS", "quarantine"),
            Map.entry("CHECK_NOT_VALID", "validate"),
            Map.entry("TENANT_PATH_AMBIGUOUS", "recommended"));

    DistributionTest() throws SQLException {}

    /** Text tenants, children without any, runs of other tenants' workflows, a trigger key: a workflow engine before its move. */
    @Test
    void aWorkflowEnginesTablesMoveAndNoRowIsLost() throws SQLException {
        Sql.run(connection, Sql.resource("workflow.sql"));
        long rows = rows("workflows") + rows("versions") + rows("runs") + rows("steps") + rows("audit");

        var open = plan(Map.of());
        assertThat(open.undecided())
                .extracting(decision -> decision.kind().name() + " " + decision.subject())
                .containsExactlyInAnyOrder(
                        "ROWS_WITHOUT_TENANT ",
                        "CROSS_TENANT_ROWS runs_parent_fk",
                        "CROSS_TENANT_ROWS runs_workflow_fk",
                        // Numbers that no sequence gives.
                        "GLOBAL_UNIQUE_BECOMES_PER_TENANT audit_pkey",
                        "GLOBAL_UNIQUE_BECOMES_PER_TENANT schedules_pkey",
                        "GLOBAL_UNIQUE_BECOMES_PER_TENANT versions_pkey",
                        "GLOBAL_UNIQUE_BECOMES_PER_TENANT workflows_pkey",
                        "GLOBAL_UNIQUE_BECOMES_PER_TENANT runs_fire_key",
                        "SEQUENCE_TYPE id",
                        "SET_NULL_REFUSED audit_run_fk");
        apply(plan(CHOICES));

        assertThat(distributed()).containsExactly("audit", "runs", "schedules", "steps", "versions", "workflows");
        assertThat(rows("workflows") + rows("versions") + rows("runs") + rows("steps") + rows("audit") + quarantined())
                .isEqualTo(rows);
        assertThat(value("select count(*) from workflows where tenant_id !~ '^[0-9a-f-]{36}$'"))
                .isEqualTo("0");
        assertThat(foreignKeys())
                .containsExactly(
                        "audit_run_fk FOREIGN KEY (tenant, run_id) REFERENCES runs(tenant, id)",
                        "runs_parent_fk FOREIGN KEY (tenant, parent_id) REFERENCES runs(tenant, id) DEFERRABLE",
                        "runs_state_fk FOREIGN KEY (state) REFERENCES states(code)",
                        "runs_workflow_fk FOREIGN KEY (tenant, workflow_id) REFERENCES workflows(tenant, id) ON DELETE CASCADE",
                        "schedules_workflow_fk FOREIGN KEY (tenant, workflow_id) REFERENCES workflows(tenant, id)",
                        "steps_run_fk FOREIGN KEY (tenant, run_id) REFERENCES runs(tenant, id) ON DELETE CASCADE",
                        "versions_workflow_fk FOREIGN KEY (tenant, workflow_id) REFERENCES workflows(tenant, id)");
        assertThat(value("select count(*) from pg_constraint where not convalidated and connamespace = '" + schema
                        + "'::regnamespace"))
                .isEqualTo("0");
        assertThat(value("select indexdef from pg_indexes where indexname = 'runs_fire_key' and schemaname = '" + schema
                        + "'"))
                .contains("(tenant, fire_key) WHERE (fire_key IS NOT NULL)");
        assertThat(value("select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'steps'::regclass"
                        + " and attname = 'id'"))
                .isEqualTo("bigint");
        assertThat(value("select count(distinct colocationid) from pg_dist_partition where partmethod = 'h' and"
                        + " logicalrelid in (select oid from pg_class where relnamespace = '" + schema
                        + "'::regnamespace)"))
                .isEqualTo("1");
        assertThat(plan(CHOICES).operations())
                .as("what is done is not planned again")
                .isEmpty();
    }

    @Test
    void keysOfEveryKindGetTheTenantAndKeepTheirNames() throws SQLException {
        Sql.run(connection, Sql.resource("keys.sql"));

        var plan = plan(CHOICES);
        assertThat(plan.undecided()).isEmpty();
        apply(plan);

        assertThat(texts("select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint"
                        + " where conrelid in ('\"Booking\"'::regclass, 'readings'::regclass) and contype in ('p', 'u', 'x')"
                        + " order by 1"))
                .containsExactly(
                        "Booking_code_key UNIQUE (org, code) DEFERRABLE INITIALLY DEFERRED",
                        "Booking_pkey PRIMARY KEY (org, \"Id\")",
                        "Booking_room_during_excl EXCLUDE USING gist (org WITH =, room WITH =, during WITH &&)",
                        "a_name_that_is_so_long_that_it_reaches_the_limit_of_names_12345 UNIQUE (org, serial)",
                        "readings_pkey PRIMARY KEY (org, at, sensor)");
        assertThat(
                        texts(
                                "select indexdef from pg_indexes where schemaname = '" + schema
                                        + "' and tablename = 'Booking' and indexname in ('no_nulls', 'hole', 'folded') order by indexname"))
                .satisfiesExactly(
                        folded -> assertThat(folded).endsWith("(org, lower(code) COLLATE \"C\" DESC)"),
                        hole -> assertThat(hole).endsWith("(org, room)"),
                        nulls -> assertThat(nulls).endsWith("(org, note) NULLS NOT DISTINCT"));
        assertThat(value("select bool_and(indisvalid) from pg_index where indrelid in (select oid from pg_class where"
                        + " relnamespace = '" + schema + "'::regnamespace)"))
                .isEqualTo("t");
        assertThat(value("select obj_description((select oid from pg_constraint where conname = 'Booking_pkey' and"
                        + " conrelid = '\"Booking\"'::regclass))"))
                .isEqualTo("by number");
        assertThat(value("select nextval(pg_get_serial_sequence('\"Booking\"', 'Id')) > 3"))
                .isEqualTo("t");
        assertThat(rows("readings")).isEqualTo(20);
    }

    /** Blanks, dots, quotes and parentheses in names; exclusion constraints of three kinds; rules, grants and comments. */
    @Test
    void hardNamesAreVerifiedToo() throws SQLException {
        Sql.run(connection, Sql.resource("names.sql"));
        var choices = new HashMap<>(CHOICES);
        choices.put("RULE", "keep-on-coordinator");
        var before = grantsAndComments();

        var plan = plan(choices);
        assertThat(plan.undecided()).isEmpty();
        apply(plan);

        var verified = Verifier.verify(Server.at(cluster.jdbcUrl(), null, null), plan, VerifyOptions.all(), what -> {});
        assertThat(verified).as(verified.toString()).matches(Verification::holds);
        assertThat(grantsAndComments()).isEqualTo(before);
        assertThat(texts("select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where contype = 'x' and"
                        + " connamespace = '" + schema + "'::regnamespace order by 1"))
                .containsExactly(
                        "No (overlap) EXCLUDE USING gist (org WITH =, \"Room.No\" WITH =, \"From-To\" WITH &&)"
                                + " WHERE (\"Active?\")",
                        "by_end EXCLUDE USING gist (org WITH =, upper(\"From-To\") WITH =) DEFERRABLE INITIALLY DEFERRED",
                        "has it EXCLUDE USING gist (org WITH =, \"From-To\" WITH -|-)");
        assertThatThrownBy(() -> Sql.run(
                        connection, "insert into \"Room \"\"A\"\"\" select * from \"Room \"\"A\"\"\" where \"Id\" = 1"))
                .hasMessageContaining("Room");
        assertThat(plan(choices).operations()).isEmpty();
    }

    private List<String> grantsAndComments() throws SQLException {
        return texts("select x from (select relname || ' ' || coalesce(relacl::text, '') || ' '"
                + " || coalesce(obj_description(oid, 'pg_class'), '') || ' ' || coalesce(col_description(oid, 2), '') as x"
                + " from pg_class where relkind in ('r', 'v') and relnamespace = '" + schema
                + "'::regnamespace union all select rulename || ev_class::regclass from pg_rewrite where rulename = 'No"
                + " \"delete\"' union all select pubname || prrelid::regclass from pg_publication_rel join"
                + " pg_publication p on p.oid = prpubid where pubname = 'My pub' union all select relname || attname"
                + " || attacl::text from pg_attribute join pg_class c on c.oid = attrelid where attacl is not null and"
                + " relnamespace = '" + schema + "'::regnamespace) x order by x");
    }

    @Test
    void aPartlyDistributedClusterIsJoined() throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "create table done (org bigint not null references orgs, id bigint, primary key (org, id))",
                "insert into orgs select generate_series(1, 5)",
                "insert into done select n % 5 + 1, n from generate_series(1, 50) n",
                "select create_distributed_table('orgs', 'id', colocate_with => 'none')",
                "select create_distributed_table('done', 'org', colocate_with => 'orgs')",
                "select truncate_local_data_after_distributing_table('done')",
                "create table late (id bigint primary key, org bigint, done_id bigint,"
                        + " constraint late_done foreign key (org, done_id) references done (org, id))",
                "insert into late select n, n % 5 + 1, n from generate_series(1, 50) n");

        apply(plan(CHOICES));

        assertThat(distributed()).containsExactly("done", "late", "orgs");
        assertThat(foreignKeys()).contains("late_done FOREIGN KEY (org, done_id) REFERENCES done(org, id)");
        assertThat(value("select count(distinct colocationid) from pg_dist_partition where logicalrelid in"
                        + " ('orgs'::regclass, 'late'::regclass)"))
                .isEqualTo("1");
        assertThat(rows("late")).isEqualTo(50);
    }

    @Test
    void onlyWhatIsAskedForMovesWithWhatForeignKeysJoinToIt() throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "create table a (org bigint not null references orgs, id bigint primary key)",
                "create table b (id bigint primary key, a_id bigint not null references a)",
                "create table c (org bigint not null, id bigint primary key)");

        var all = plan(CHOICES, List.of("b"), List.of());
        assertThat(fates(all)).containsEntry("orgs", Fate.DISTRIBUTED).containsEntry("b", Fate.DISTRIBUTED);
        assertThat(fates(all)).containsEntry("a", Fate.DISTRIBUTED).containsEntry("c", Fate.UNTOUCHED);

        var without = plan(Map.of(), List.of(), List.of("b"));
        assertThat(fates(without)).containsEntry("b", Fate.UNTOUCHED).containsEntry("c", Fate.DISTRIBUTED);
        assertThat(without.undecided())
                .filteredOn(decision -> decision.kind() == Kind.FOREIGN_KEY_LOST)
                .singleElement()
                .satisfies(lost -> assertThat(lost.subject()).isEqualTo("b_a_id_fkey"));
    }

    @Test
    void aViewThatGroupsByThePrimaryKeyStopsBeforeAnythingIsExchanged() throws SQLException {
        // Citus does not let such a view be made while it looks; it was there before.
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "create table a (org bigint not null references orgs, id bigint primary key, name text)",
                "set citus.enable_ddl_propagation = off",
                "create view grouped as select id, name, count(*) from a group by id",
                "set citus.enable_ddl_propagation = on");
        var plan = plan(CHOICES);

        assertThatThrownBy(() -> apply(plan)).hasMessageContaining("PEN-6022").hasMessageContaining("GROUP BY");

        Sql.run(connection, "drop view grouped");
        apply(plan);
        assertThat(distributed()).containsExactly("a", "orgs");
    }

    @Test
    void schemasOfTheSameTablesMayMoveAsAWhole() throws SQLException {
        String other = cluster.schema();
        try {
            for (String each : List.of(schema, other)) {
                Sql.run(
                        connection,
                        "create table " + each + ".orgs (id bigint primary key)",
                        "create table " + each + ".a (org bigint references " + each
                                + ".orgs on delete set null, id bigint primary key)",
                        "insert into " + each + ".orgs values (1)");
            }
            var inspection = Inspector.inspect(
                    connection,
                    InspectOptions.defaults()
                            .withSchemas(List.of(schema, other))
                            .withTenant("org", null));
            var options = new Plan.Options(
                    "org", "bigint", List.of(), List.of(), List.of(), List.of(), null, null, 1L << 30, 7);
            assertThat(Planner.plan(inspection, options, new Choices(Map.of())).undecided())
                    .anyMatch(decision -> decision.kind() == Kind.LAYOUT);

            var plan = Planner.plan(inspection, options, new Choices(Map.of("LAYOUT", "schemas")));
            assertThat(plan.undecided()).isEmpty();
            apply(plan);

            assertThat(value("select count(*) from pg_dist_schema where schemaid in ('" + schema + "'::regnamespace, '"
                            + other + "'::regnamespace)"))
                    .isEqualTo("2");
            assertThat(rows("orgs")).isEqualTo(1);
        } finally {
            Sql.run(connection, "drop schema " + other + " cascade");
        }
    }

    private Plan plan(Map<String, String> choices) {
        return plan(choices, List.of(), List.of());
    }

    private Plan plan(Map<String, String> choices, List<String> tables, List<String> excluded) {
        var inspection = Inspector.inspect(
                connection,
                InspectOptions.defaults()
                        .withSchemas(List.of(schema))
                        .withTenant(column(), column().equals("org") ? null : "uuid"));
        var tenant = inspection.classification().tenant();
        var plan = Planner.plan(
                inspection,
                new Plan.Options(
                        tenant.column(),
                        tenant.type(),
                        List.of(schema),
                        names(tables),
                        names(excluded),
                        List.of(),
                        null,
                        null,
                        1L << 30,
                        7),
                new Choices(choices));
        assertThat(PlanFile.parse(PlanFile.yaml(plan), "plan")).isEqualTo(plan);
        return plan;
    }

    private String column() {
        try {
            return value("select case when to_regclass('workflows') is null then 'org' else 'tenant' end");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<QualifiedName> names(List<String> tables) {
        return tables.stream().map(table -> new QualifiedName(schema, table)).toList();
    }

    private static Map<String, Fate> fates(Plan plan) {
        return plan.tables().stream().collect(toMap(table -> table.table().name(), Plan.TableFate::fate));
    }

    private void apply(Plan plan) {
        assertThat(plan.undecided()).isEmpty();
        var coordinator = Server.at(cluster.jdbcUrl(), null, null);
        Applier.apply(
                coordinator,
                plan,
                Plans.APPLYING.confirming(Set.of("code-names-tenant", "code-writes-tenant")),
                Watcher.SILENT);
    }

    private List<String> distributed() throws SQLException {
        return texts(
                "select relname from pg_dist_partition join pg_class c on c.oid = logicalrelid where partmethod = 'h'"
                        + " and relnamespace = '" + schema + "'::regnamespace and not relispartition order by 1");
    }

    private List<String> foreignKeys() throws SQLException {
        return texts("select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where contype = 'f' and"
                + " connamespace = '" + schema + "'::regnamespace and conparentid = 0 order by 1");
    }

    private long quarantined() throws SQLException {
        long all = 0;
        for (String table : texts("select oid::regclass from pg_class where relkind = 'r' and relnamespace ="
                + " 'penstock_quarantine'::regnamespace and relname like '" + schema + "%'")) {
            all += Long.parseLong(value("select count(*) from " + table));
        }
        return all;
    }

    private long rows(String table) throws SQLException {
        return Long.parseLong(value("select count(*) from " + table));
    }

    private String value(String query) throws SQLException {
        return Sql.value(connection, query);
    }

    private List<String> texts(String query) throws SQLException {
        return Sql.values(connection, query);
    }
}

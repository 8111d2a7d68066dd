package dev.penstock.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.postgres.schema.Distribution;
import dev.penstock.postgres.schema.Migrator;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema on Citus: the same as on PostgreSQL, and where it lies. */
@RequiresCitus
class DistributionTest {

    private static final String PLACES = """
            select string_agg(c.relname || ' ' || case p.partmethod when 'h' then 'by ' || column_to_column_name(c.oid, p.partkey)
                else 'everywhere' end, ', ' order by c.relname)
            from pg_class c join pg_dist_partition p on p.logicalrelid = c.oid
            where c.relnamespace = 'penstock'::regnamespace""";

    @Test
    void openingAnEmptyClusterDistributesTheSchema() {
        try (var at = Fixture.create(TestStore.CITUS)) {
            assertThat(at.store.description()).startsWith("Citus with 4 shards on 2 nodes at jdbc:postgresql://");
            assertThat(at.value(PLACES))
                    .isEqualTo("allowance everywhere, run by tenant, schema_version everywhere, share everywhere,"
                            + " spread everywhere, step by tenant, worker by tenant");
            assertThat(at.value(
                            "select count(*) from pg_class c left join pg_dist_partition p on p.logicalrelid = c.oid"
                                    + " where c.relnamespace = 'penstock'::regnamespace and c.relkind in ('r', 'p')"
                                    + " and p.logicalrelid is null"))
                    .as("tables that lie nowhere")
                    .isEqualTo(0L);
            assertThat(at.value("select max(version) from penstock.schema_version"))
                    .as("rows copied to the shards and left behind as well")
                    .isEqualTo(dev.penstock.postgres.schema.Schema.version());
        }
    }

    @Test
    void secondOpeningChangesNothingAndAnyNodeWillDo() throws SQLException {
        try (var at = Fixture.create(TestStore.CITUS)) {
            var said = new ArrayList<String>();
            var options = new StoreOptions(3, "text", said::add);

            Fixture.open(at.database, options, JournalOptions.defaults()).close();
            var worker = CitusCluster.shared().jdbcUrlOfWorker(1);
            new PostgresStoreProvider()
                    .open(new StoreSource.Url(worker, null, null), options)
                    .close();

            assertThat(said).isEmpty();
        }
    }

    @Test
    void manyOpenersAtOnceDistributeItOnce() {
        try (var database = TestStore.CITUS.database()) {
            var options = new StoreOptions(3, "text", step -> {});
            var openers = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> Fixture.open(database, options, JournalOptions.defaults())))
                    .toList();

            openers.forEach(opener -> Fixture.await(opener).close());
        }
    }

    /** What an application can see of the schema, whatever the server's version. */
    private static final List<String> LOGICAL = List.of("""
            select format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                pg_get_expr(d.adbin, d.adrelid))
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            where c.relnamespace = 'penstock'::regnamespace and c.relkind in ('r', 'p')""", """
            select format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
            from pg_constraint where connamespace = 'penstock'::regnamespace and contype in ('p', 'u', 'c', 'f', 'x')
                and conrelid::regclass::text !~ '_[0-9]{6,}$' -- shards of reference tables""", """
            select indexdef from pg_indexes where schemaname = 'penstock'""", """
            select format('%s returns %s: %s', p.oid::regprocedure, pg_get_function_result(p.oid),
                md5(p.prosrc || coalesce(pg_get_function_sqlbody(p.oid), '')))
            from pg_proc p where p.pronamespace = 'penstock'::regnamespace and p.proname <> 'sharded' and p.proname !~ '_(here|[0-9]{6,})$'""");

    @ParameterizedTest
    @ValueSource(strings = {"text", "uuid", "bigint"})
    void logicalSchemaIsTheSameAsOnPostgres(String tenantType) throws SQLException {
        var postgres = logicalSchema(TestStore.POSTGRES, tenantType);

        assertThat(postgres).hasSizeGreaterThan(80);
        assertThat(logicalSchema(TestStore.CITUS, tenantType)).containsExactlyElementsOf(postgres);
    }

    private static List<String> logicalSchema(TestStore on, String tenantType) throws SQLException {
        try (var database = on.database()) {
            Fixture.open(database, new StoreOptions(3, tenantType, step -> {}), JournalOptions.defaults())
                    .close();
            return logicalSchema(database);
        }
    }

    static List<String> logicalSchema(TestDatabase database) throws SQLException {
        var found = new ArrayList<String>();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("set search_path = pg_catalog"); // so that every name is qualified
            for (var part : LOGICAL) {
                try (var rows = statement.executeQuery(part)) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
            }
        }
        found.sort(null);
        return found;
    }

    /** Else a copy would go through Citus again, or to a shard that nobody holds. */
    @Test
    void copiesOfFunctionsKnowNoTableButTheirShards() {
        try (var at = Fixture.create(TestStore.CITUS)) {
            assertThat(at.value("""
                    select count(*) from pg_proc p
                    where p.pronamespace = 'penstock'::regnamespace and p.proname ~ '^append_\\d{6,}$'""")).isEqualTo(4L);
            assertThat(at.value("""
                    select string_agg(c.proname || ' calls or reads ' || m.name, ', ')
                    from pg_proc c
                    cross join lateral (
                        select distinct (regexp_matches(regexp_replace(c.prosrc, '--[^\\n]*', '', 'g'),
                            'penstock\\.(\\w+)', 'g'))[1] as name) m
                    where c.pronamespace = 'penstock'::regnamespace and c.proname ~ '_\\d{6,}$'
                      and (to_regclass('penstock.' || m.name) in (select logicalrelid from pg_dist_partition)
                        or exists (
                            select from pg_proc o
                            where o.pronamespace = 'penstock'::regnamespace and o.proname = m.name
                              and o.proname not in ('hold_own', 'append_here', 'claim_here', 'stands')
                              and o.prosrc ~ 'penstock\\.(run|step|worker|spread)\\M'))""")).isNull();
        }
    }

    @Test
    void copiesAreMadeAgainAfterTheirOriginalsHaveChanged() throws SQLException {
        try (var at = Fixture.create(TestStore.CITUS)) {
            at.execute("drop function penstock.append_here");

            Fixture.open(at.database, StoreOptions.defaults(), JournalOptions.defaults())
                    .close();

            assertThat(at.value("select to_regproc('penstock.append_here') is not null"))
                    .isEqualTo(true);
        }
    }

    @Test
    void runsLieBesideTheApplicationsTenants() throws SQLException {
        try (var database = TestStore.CITUS.database()) {
            execute(database, "create table tenants (id bigint primary key)");
            execute(database, "select create_distributed_table('tenants', 'id', colocate_with => 'none')");

            install(database, TenantType.BIGINT, "tenants");

            assertThat(value(database, """
                    select count(distinct colocationid) = 1 from pg_dist_partition
                    where logicalrelid in ('tenants'::regclass, 'penstock.run'::regclass, 'penstock.step'::regclass)""")).isEqualTo(true);
        }
    }

    @Test
    void tableOfAnotherTypeIsNoAnchor() throws SQLException {
        try (var database = TestStore.CITUS.database()) {
            execute(database, "create table tenants (id uuid primary key)");
            execute(database, "select create_distributed_table('tenants', 'id', colocate_with => 'none')");

            assertThatExceptionOfType(PenstockException.class)
                    .isThrownBy(() -> install(database, TenantType.TEXT, "tenants"))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.COLOCATION_REFUSED))
                    .withMessageContaining("by id of type uuid")
                    .withMessageContaining("--tenant-type uuid");
            assertThat(value(
                            database,
                            "select count(*) from pg_dist_partition where logicalrelid = 'penstock.run'::regclass"))
                    .isEqualTo(0L);
        }
    }

    @Test
    void tableThatIsNotDistributedIsNoAnchor() throws SQLException {
        try (var database = TestStore.CITUS.database()) {
            execute(database, "create table tenants (id text primary key)");

            for (var anchor : List.of("tenants", "nobody.knows")) {
                assertThatExceptionOfType(PenstockException.class)
                        .isThrownBy(() -> install(database, TenantType.TEXT, anchor))
                        .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.COLOCATION_REFUSED));
            }
        }
    }

    @Test
    void tablesWithRowsAreNotMovedBehindAnybodysBack() throws SQLException {
        try (var database = TestStore.CITUS.database()) {
            try (var connection = database.connect()) {
                new Migrator(connection, TenantType.TEXT, step -> {}).migrate();
            }
            execute(database, """
                    insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, created_at, due_at)
                    values ('acme', gen_random_uuid(), 'w', '1', 'queued', 5, 0, now(), now())""");

            var said = new ArrayList<String>();
            try (var store =
                    Fixture.open(database, new StoreOptions(3, "text", said::add), JournalOptions.defaults())) {
                assertThat(store.description()).startsWith("PostgreSQL");
                assertThat(said).anyMatch(line -> line.contains("penstock schema upgrade"));
            }
            assertThat(value(database, "select count(*) from pg_dist_partition"))
                    .isEqualTo(0L);

            install(database, TenantType.TEXT, null);

            Fixture.open(database, StoreOptions.defaults(), JournalOptions.defaults())
                    .close();
            assertThat(value(database, "select count(*) from penstock.run")).isEqualTo(1L);
        }
    }

    private static void install(TestDatabase database, TenantType type, @Nullable String anchor) throws SQLException {
        try (var connection = database.connect()) {
            new Migrator(connection, type, step -> {}).migrate();
            new Distribution(connection, type, step -> {}).distribute(anchor);
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (var connection = database.connect()) {
            Fixture.execute(connection, sql);
        }
    }

    private static @Nullable Object value(TestDatabase database, String query) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getObject(1);
        }
    }
}

package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Reverser;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.journal.Fact;
import dev.penstock.citus.journal.Facts;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.pool.Server;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partitioned tables: foreign keys to them, and what their partitions have of their own. There and back. */
class PartitionsTest extends OnCitus {

    private static final ApplyOptions OPTIONS =
            Plans.APPLYING.confirming(Set.of("code-names-tenant", "code-writes-tenant"));

    private final DataSource coordinator = Server.at(cluster.jdbcUrl(), null, null);

    PartitionsTest() throws SQLException {}

    @BeforeEach
    void create() throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "insert into orgs select generate_series(1, 5)",
                "create table readings (at date not null, sensor int not null, org bigint not null references orgs,"
                        + " code text, before int, constraint readings_pkey primary key (at, sensor), constraint readings_code"
                        + " unique nulls not distinct (at, code), constraint readings_before foreign key (at, before)"
                        + " references readings) partition by range (at)",
                "create table readings_1 partition of readings for values from ('2026-01-01') to ('2026-02-01')",
                "create table readings_2 partition of readings for values from ('2026-02-01') to ('2026-03-01')",
                "insert into readings select date '2026-01-20' + n, n, n % 5 + 1, 'c' || n, n"
                        + " from generate_series(1, 20) n");
    }

    @Test
    void foreignKeysToThemGetTheTenantWithTheirKeys() throws SQLException {
        Sql.run(
                connection,
                "create table notes (id bigserial primary key, org bigint not null references orgs, at date, sensor int,"
                        + " constraint notes_reading foreign key (at, sensor) references readings on delete cascade)",
                "comment on constraint notes_reading on notes is 'what was read'",
                "insert into notes (org, at, sensor) select n % 5 + 1, date '2026-01-20' + n, n"
                        + " from generate_series(1, 20) n");
        var before = known();
        var plan = plan(Map.of("GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant", "IDENTITY_ONE_WAY", "recommended"));
        assertThat(plan.undecided()).isEmpty();

        // Stopped between the exchange, which makes the foreign keys, and the look at all rows.
        assertThatThrownBy(() -> Applier.apply(coordinator, plan, OPTIONS, new Watcher() {
                    @Override
                    public void began(Operation operation) {
                        if (operation.id().contains("check-notes-reading")) {
                            throw new IllegalStateException("stopped");
                        }
                    }
                }))
                .hasMessageContaining("stopped");
        assertThatThrownBy(() -> Sql.run(connection, "insert into notes (org, at, sensor) values (4, '2026-01-21', 1)"))
                .as("another tenant's reading")
                .hasMessageContaining("notes_reading");
        Applier.apply(coordinator, plan, OPTIONS, Watcher.SILENT);

        assertThat(constraints())
                .contains(
                        "notes_reading FOREIGN KEY (org, at, sensor) REFERENCES readings(org, at, sensor) ON DELETE CASCADE",
                        "readings_before FOREIGN KEY (org, at, before) REFERENCES readings(org, at, sensor)",
                        "readings_code UNIQUE NULLS NOT DISTINCT (org, at, code)",
                        "readings_pkey PRIMARY KEY (org, at, sensor)");
        assertThat(value("select count(*) from pg_constraint where not convalidated and conparentid = 0"
                        + " and connamespace = '" + schema + "'::regnamespace"))
                .isEqualTo("0");
        assertThat(failures(plan)).isEmpty();
        assertThat(value("select obj_description(oid) from pg_constraint where conname = 'notes_reading'"
                        + " and connamespace = '" + schema + "'::regnamespace"))
                .isEqualTo("what was read");

        Reverser.reverse(coordinator, plan, OPTIONS, Watcher.SILENT);

        assertThat(known()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void whatTheirPartitionsHaveOfTheirOwnIsDecidedAndMoves() throws SQLException {
        Sql.run(
                connection,
                "create extension if not exists btree_gist",
                "create function touch() returns trigger language plpgsql as $$ begin return new; end $$",
                "create table logs (id bigint, at date not null, org bigint not null references orgs, room int,"
                        + " during int4range) partition by range (at)",
                "create table logs_1 partition of logs for values from ('2026-01-01') to ('2026-02-01')",
                "create table logs_2 partition of logs for values from ('2026-02-01') to ('2026-03-01')",
                "alter table logs_1 add primary key (id), add constraint logs_1_during exclude using gist (room with =,"
                        + " during with &&)",
                "alter table logs_2 add primary key (id)",
                "create unique index logs_2_room on logs_2 (room) where room > 3",
                "create trigger touch before update on logs_1 for each row execute function touch()",
                "create trigger touch before update on logs_2 for each row execute function touch()",
                "create policy asks on logs_2 using (room in (select 1))",
                "comment on table logs_1 is 'January'",
                "comment on index logs_2_room is 'one to a room'",
                "comment on constraint logs_1_during on logs_1 is 'one at a time'",
                "comment on trigger touch on logs_1 is 'by hand'",
                "insert into logs select n, date '2026-01-20' + n, n % 5 + 1, n, int4range(n, n + 1)"
                        + " from generate_series(1, 20) n");
        var before = known();

        assertThat(plan(Map.of()).undecided())
                .filteredOn(decision -> new QualifiedName(schema, "logs").equals(decision.table()))
                .extracting(decision -> decision.kind() + " " + decision.subject())
                .containsExactlyInAnyOrder(
                        "GLOBAL_UNIQUE_BECOMES_PER_TENANT in-partitions-primary-key-id",
                        "GLOBAL_UNIQUE_BECOMES_PER_TENANT in-partitions-unique-room-where-room-3",
                        "EXCLUSION_BECOMES_PER_TENANT in-partitions-exclude-using-gist-room-with-during-with",
                        "TRIGGER touch",
                        "POLICY_SUBQUERY asks");
        var plan = plan(Map.of(
                "GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant",
                "EXCLUSION_BECOMES_PER_TENANT", "per-tenant",
                "TRIGGER", "drop",
                "POLICY_SUBQUERY", "drop"));
        Applier.apply(coordinator, plan, OPTIONS, Watcher.SILENT);

        assertThat(constraints())
                .contains(
                        "logs_1_pkey PRIMARY KEY (org, id)",
                        "logs_2_pkey PRIMARY KEY (org, id)",
                        "logs_1_during EXCLUDE USING gist (org WITH =, room WITH =, during WITH &&)");
        assertThat(value("select indexdef from pg_indexes where indexname = 'logs_2_room' and schemaname = '" + schema
                        + "'"))
                .contains("(org, room) WHERE (room > 3)");
        assertThat(failures(plan)).isEmpty();

        Reverser.reverse(coordinator, plan, OPTIONS, Watcher.SILENT);

        assertThat(known()).containsExactlyInAnyOrderElementsOf(before);
    }

    private Plan plan(Map<String, String> choices) {
        return Plans.of(connection, schema, "org", Plans.BLOCKING, choices);
    }

    private List<String> failures(Plan plan) {
        return Plans.failures(coordinator, plan, VerifyOptions.all());
    }

    private List<String> known() {
        var catalog = CatalogReader.read(connection, ReadOptions.schemas(schema));
        return Facts.of(catalog, catalog.tables().stream().map(Table::name).toList()).stream()
                .filter(fact -> !fact.kind().equals(Facts.SEQUENCE))
                .map(Fact::toString)
                .toList();
    }

    private List<String> constraints() throws SQLException {
        return Sql.values(
                connection,
                "select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = '" + schema
                        + "'::regnamespace and conparentid = 0 order by 1");
    }

    private String value(String query) throws SQLException {
        return Sql.value(connection, query);
    }
}

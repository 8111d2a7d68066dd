package dev.penstock.citus.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.citus.Sql;
import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CatalogReaderTest {

    private static TestDatabase database;
    private static Connection connection;
    private static Catalog catalog;

    @BeforeAll
    static void read() throws SQLException {
        database = TestDatabase.create();
        connection = database.connect();
        Sql.run(connection, Sql.resource("nasty.sql"), "analyze app.users");
        // Whoever reads with this path and trusts it, reads lies.
        Sql.run(connection, "set search_path = evil, pg_catalog");
        catalog = CatalogReader.read(connection, ReadOptions.schemas("app", "Büro 1"));
    }

    @AfterAll
    static void drop() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void equalNamesInTwoSchemasAreTwoTables() {
        assertThat(catalog.tables())
                .extracting(table -> table.name().quoted())
                .contains("app.users", "\"Büro 1\".users", "\"Büro 1\".\"Order \"\"Items\"\"\"")
                .doesNotContain("evil.users", "elsewhere.audit")
                .doesNotHaveDuplicates();
        assertThat(names(table("Büro 1", "users").columns())).containsExactly("id", "Tenant Id", "select");
    }

    @Test
    void columnsCarryExactTypesAndCollations() {
        var users = table("app", "users");

        assertThat(column(users, "id").identity()).isEqualTo(Column.Identity.ALWAYS);
        assertThat(column(users, "nick").type()).isEqualTo("character varying(40)");
        assertThat(column(users, "nick").collation()).isEqualTo(new QualifiedName("pg_catalog", "POSIX"));
        assertThat(column(users, "email").type()).isEqualTo("app.email");
        assertThat(column(users, "email").domainOf()).isEqualTo("text");
        assertThat(column(users, "organization_id").collation()).isNull();
        assertThat(column(users, "active").defaultValue()).isEqualTo("true");
        assertThat(column(users, "initials").generated()).isEqualTo(Column.Generated.STORED);
        assertThat(column(users, "initials").generation()).contains("upper(\"left\"((email)::text, 2))");
        assertThat(column(users, "nick").grants()).containsExactly(new Grant("nasty_reader", "UPDATE", false));
        assertThat(column(users, "email").nullFraction()).isZero();
        assertThat(column(table("app", "organizations"), "name").comment()).isEqualTo("as printed");
        assertThat(users.estimatedRows()).isEqualTo(1);
        assertThat(users.bytes()).isPositive();
    }

    @Test
    void whatCitusCannotHashIsKnown() {
        var invoices = table("app", "invoices");

        assertThat(column(invoices, "place").hashable()).as("point").isFalse();
        assertThat(column(invoices, "document").hashable()).as("json").isFalse();
        assertThat(column(table("app", "users"), "email").hashable())
                .as("domain")
                .isTrue();
        assertThat(column(table("app", "users"), "nick").hashable())
                .as("varchar")
                .isTrue();
        assertThat(column(table("app", "animals"), "kind").hashable())
                .as("enum[]")
                .isTrue();
    }

    @Test
    void keysAndIndexesKeepTheirFinePrint() {
        var users = table("app", "users");

        assertThat(users.keys())
                .extracting(Key::name, Key::kind, Key::columns, Key::deferrable, Key::comment)
                .containsExactlyInAnyOrder(
                        tuple("users_pkey", Key.Kind.PRIMARY, List.of("id"), false, "found by number"),
                        tuple("users_nick_org", Key.Kind.UNIQUE, List.of("organization_id", "nick"), true, null));
        var email = index(users, "users_email");
        assertThat(email.predicate()).isEqualTo("active");
        assertThat(email.comment()).isEqualTo("one per person");
        assertThat(email.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.expression()).isEqualTo("lower(email::text)"));
        var nick = index(users, "users_nick");
        assertThat(nick.keyColumns()).containsExactly("nick");
        assertThat(nick.includes("organization_id")).isTrue();
        assertThat(nick.constraintOid()).isNull();
        assertThat(index(users, "users_nick_org").immediate()).isFalse();
        assertThat(table("Büro 1", "Order \"Items\"").keys())
                .filteredOn(key -> key.kind() == Key.Kind.EXCLUSION)
                .singleElement()
                .satisfies(key -> {
                    assertThat(key.columns()).containsExactly("User", "during");
                    assertThat(key.operators()).containsExactly("=", "&&");
                    assertThat(key.definition()).endsWith("WHERE ((\"User\" IS NOT NULL))");
                });
    }

    @Test
    void nullsNotDistinctAndColumnListsOfSetNullAreRead() throws SQLException {
        Sql.run(
                connection,
                "create schema fine",
                "create table fine.p (t int, id int, primary key (t, id))",
                "create table fine.c (t int, p int, code text, unique nulls not distinct (code),"
                        + " constraint p foreign key (t, p) references fine.p on delete set null (p))");

        var fine = CatalogReader.read(connection, ReadOptions.schemas("fine"));

        assertThat(fine.foreignKeys()).singleElement().satisfies(key -> {
            assertThat(key.onDelete()).isEqualTo(ForeignKey.Action.SET_NULL);
            assertThat(key.onDeleteColumns()).containsExactly("p");
            assertThat(key.columns()).containsExactly("t", "p");
            assertThat(key.referencedColumns()).containsExactly("t", "id");
            assertThat(key.definition())
                    .isEqualTo("FOREIGN KEY (t, p) REFERENCES fine.p(t, id) ON DELETE SET NULL (p)");
        });
        assertThat(fine.tables().getFirst().indexes())
                .singleElement()
                .satisfies(index -> assertThat(index.nullsNotDistinct()).isTrue());
    }

    @Test
    void foreignKeysKeepTheirOptions() {
        var items = foreignKey("Order \"Items\"", "Order \"\"Items\"\"_User_fkey".replace("\"\"", "\""));
        assertThat(items.match()).isEqualTo(ForeignKey.Match.FULL);
        assertThat(items.onDelete()).isEqualTo(ForeignKey.Action.CASCADE);
        assertThat(items.referenced()).isEqualTo(new QualifiedName("app", "users"));

        assertThat(foreignKey("a", "a_b").validated()).isFalse();
        assertThat(foreignKey("users", "users_organization_id_fkey").onUpdate()).isEqualTo(ForeignKey.Action.CASCADE);
        var self = foreignKey("organizations", "organizations_parent_id_fkey");
        assertThat(self.selfReference()).isTrue();
        assertThat(self.deferrable()).isTrue();
        assertThat(self.initiallyDeferred()).isTrue();
    }

    @Test
    void foreignKeysFromSchemasNobodyAskedForAreSeen() {
        assertThat(catalog.inbound().get(table("app", "organizations").oid()))
                .extracting(key -> key.table().quoted())
                .contains("elsewhere.audit", "app.users", "app.organizations");
    }

    @Test
    void foreignKeysOfPartitionsFollowFromTheParents() {
        assertThat(catalog.outbound().get(table("app", "measurements").oid())).hasSize(1);
        assertThat(catalog.outbound())
                .doesNotContainKey(table("app", "measurements_2026").oid());
    }

    @Test
    void partitionsAndInheritanceAreTwoThings() {
        var whole = table("app", "measurements");
        var year = table("app", "measurements_2026");
        var leaf = table("app", "measurements_2026_0");

        assertThat(whole.kind()).isEqualTo(Table.Kind.PARTITIONED);
        assertThat(whole.partitionKey()).isEqualTo("RANGE (at)");
        assertThat(year.partitionOf()).isEqualTo(whole.oid());
        assertThat(leaf.partitionOf()).isEqualTo(year.oid());
        assertThat(leaf.partitionBound()).isEqualTo("FOR VALUES WITH (modulus 2, remainder 0)");
        assertThat(whole.bytes())
                .isEqualTo(leaf.bytes() + table("app", "measurements_rest").bytes());
        assertThat(whole.inherits()).isEmpty();
        assertThat(table("app", "dogs").inherits())
                .containsExactly(table("app", "animals").oid());
        assertThat(table("app", "dogs").partitionOf()).isNull();
        assertThat(leaf.indexes())
                .allSatisfy(index -> assertThat(index.parentOid()).isNotNull());
    }

    @Test
    void rowSecurityTriggersRulesAndChecksAreRead() {
        var users = table("app", "users");

        assertThat(users.rowSecurity() && users.forceRowSecurity()).isTrue();
        assertThat(users.policies())
                .extracting(Policy::name, Policy::command, Policy::subquery, Policy::roles)
                .containsExactly(
                        tuple("own", "SELECT", true, List.of("PUBLIC")),
                        tuple("plain", "UPDATE", false, List.of("PUBLIC")));
        assertThat(users.triggers()).singleElement().satisfies(trigger -> {
            assertThat(trigger.enabled()).isEqualTo(Firing.DISABLED);
            assertThat(trigger.function()).isEqualTo(new QualifiedName("app", "touch"));
            assertThat(trigger.definition()).contains("WHEN ((").contains("EXECUTE FUNCTION app.touch()");
        });
        assertThat(table("app", "a").triggers())
                .singleElement()
                .satisfies(trigger -> assertThat(trigger.constraint()).isTrue());
        var cache = table("app", "cache");
        assertThat(cache.rules())
                .singleElement()
                .satisfies(rule -> assertThat(rule.definition())
                        .isEqualTo("CREATE RULE keep AS\n    ON DELETE TO app.cache DO INSTEAD NOTHING;"));
        assertThat(cache.persistence()).isEqualTo(Table.Persistence.UNLOGGED);
        assertThat(cache.options()).containsExactly("fillfactor=70");
        assertThat(cache.replicaIdentity()).isEqualTo(Table.ReplicaIdentity.FULL);
        assertThat(cache.statistics()).hasSize(1);
        assertThat(table("app", "a").checks())
                .extracting(Check::name, Check::validated, Check::columns)
                .containsExactly(tuple("a_positive", false, List.of("id", "b_id")));
    }

    @Test
    void viewsAreFoundHoweverDeepAndWherever() {
        assertThat(catalog.views())
                .extracting(view -> view.name().quoted(), View::materialized, View::updatable)
                .containsExactly(
                        tuple("app.active_users", false, true),
                        tuple("app.totals", true, false),
                        tuple("elsewhere.names", false, true));
        var active = catalog.views().getFirst();
        assertThat(active.comment()).isEqualTo("those who count");
        assertThat(active.columnComments()).containsEntry("email", "to write to");
        assertThat(active.grants()).contains(new Grant("PUBLIC", "SELECT", false));
        assertThat(active.reads()).containsExactly(table("app", "users").oid());
        assertThat(active.definition()).contains("FROM app.users");
    }

    @Test
    void sequencesTellWhereTheyStandAndWhoDraws() {
        var numbers = sequence("app", "numbers");
        assertThat(numbers.type()).isEqualTo("integer");
        assertThat(numbers.lastValue()).isEqualTo(7);
        assertThat(numbers.drawnBy())
                .extracting(Sequence.Draw::column, Sequence.Draw::type)
                .containsExactly(tuple("big", "bigint"), tuple("number", "integer"));
        assertThat(numbers.ownedByTableOid()).isNull();

        var identity = sequence("app", "users_id_seq");
        assertThat(identity.identity()).isTrue();
        assertThat(identity.lastValue()).isEqualTo(1);
        assertThat(identity.ownedByColumn()).isEqualTo("id");

        var serial = sequence("Büro 1", "users_id_seq");
        assertThat(serial.identity()).isFalse();
        assertThat(serial.lastValue()).isNull();
        assertThat(serial.ownedByTableOid()).isEqualTo(table("Büro 1", "users").oid());
    }

    @Test
    void publicationsAndGrantsAreRead() {
        assertThat(catalog.publications())
                .extracting(Publication::name, Publication::allTables, Publication::operations)
                .contains(
                        tuple("everything", true, List.of("insert", "update", "delete", "truncate")),
                        tuple("some", false, List.of("insert", "update")));
        assertThat(catalog.publications().get(1).tableOids())
                .containsExactlyInAnyOrder(
                        table("app", "users").oid(), table("app", "a").oid());
        assertThat(table("app", "users").grants()).contains(new Grant("nasty_reader", "SELECT", true));
        assertThat(catalog.schemas())
                .filteredOn(schema -> schema.name().equals("app"))
                .singleElement()
                .satisfies(schema -> assertThat(schema.grants()).contains(new Grant("nasty_reader", "USAGE", false)));
    }

    @Test
    void nothingIsPlainerThanPlainPostgres() {
        assertThat(catalog.citus()).isNull();
        assertThat(catalog.tables())
                .allSatisfy(table -> assertThat(table.distribution()).isEqualTo(Distribution.PLAIN));
        assertThat(CatalogReader.distributionOf(connection, new QualifiedName("app", "users")))
                .isEqualTo(Distribution.PLAIN);
    }

    @Test
    void connectionIsLeftAsItWas() throws SQLException {
        assertThat(Sql.value(connection, "show search_path")).isEqualTo("evil, pg_catalog");
        assertThat(Sql.value(connection, "show statement_timeout")).isEqualTo("0");
        assertThat(Sql.value(connection, "show transaction_read_only")).isEqualTo("off");
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    }

    @Test
    void statementsDoNotGrowWithTables() throws SQLException {
        try (var fresh = TestDatabase.create();
                var plain = fresh.connect()) {
            Sql.run(plain, "create table one (id int primary key)");
            int few = statementsToRead(plain);
            Sql.run(
                    plain,
                    "do $$ begin for i in 1..50 loop execute format('create table t%s (id serial primary key,"
                            + " one int references one (id), u text unique, check (u <> %L))', i, i); end loop; end $$");

            assertThat(statementsToRead(plain)).isEqualTo(few).isEqualTo(16);
        }
    }

    @Test
    void transactionOfTheCallerIsRefused() throws SQLException {
        try (var own = database.connect()) {
            own.setAutoCommit(false);

            assertThatThrownBy(() -> CatalogReader.read(own, ReadOptions.all()))
                    .isInstanceOfSatisfying(
                            CitusException.class,
                            e -> assertThat(e.code()).isEqualTo(CitusErrorCode.CONNECTION_IN_USE));
        }
    }

    @Test
    void unknownNamesAreNamed() {
        assertThatThrownBy(() -> CatalogReader.read(connection, ReadOptions.schemas("app", "App")))
                .hasMessageStartingWith("PEN-6004: no schema App;");
        assertThatThrownBy(() -> CatalogReader.distributionOf(connection, new QualifiedName("app", "Users")))
                .hasMessageStartingWith("PEN-6005: no table app.\"Users\";");
    }

    @Test
    void allSchemasAreThoseOfPeople() throws SQLException {
        String[] own = {"penstock_citus", "penstock_plan", "penstock_quarantine"};
        for (String schema : own) {
            Sql.run(connection, "create schema " + schema);
        }

        var all = CatalogReader.read(connection, ReadOptions.all());

        assertThat(all.schemas())
                .extracting(Schema::name)
                .contains("app", "Büro 1", "elsewhere", "evil", "public")
                .doesNotContain("pg_catalog", "information_schema", "pg_toast")
                .doesNotContain(own);
        assertThat(CatalogReader.read(connection, ReadOptions.schemas(own)).schemas())
                .as("when they are named")
                .extracting(Schema::name)
                .containsExactly(own);
    }

    private static int statementsToRead(Connection real) {
        var counting = CountingConnection.around(real);
        CatalogReader.read(counting.connection(), ReadOptions.all());
        return counting.statements().get();
    }

    private static Table table(String schema, String name) {
        return catalog.table(new QualifiedName(schema, name)).orElseThrow();
    }

    private static Column column(Table table, String name) {
        return table.column(name).orElseThrow();
    }

    private static Index index(Table table, String name) {
        return table.indexes().stream()
                .filter(index -> index.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ForeignKey foreignKey(String table, String name) {
        return catalog.foreignKeys().stream()
                .filter(key -> key.table().name().equals(table) && key.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Sequence sequence(String schema, String name) {
        return catalog.sequences().stream()
                .filter(sequence -> sequence.name().equals(new QualifiedName(schema, name)))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }
}

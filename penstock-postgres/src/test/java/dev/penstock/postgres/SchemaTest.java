package dev.penstock.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.postgres.schema.Migrator;
import dev.penstock.postgres.schema.Schema;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {

    @Test
    void secondOpeningChangesNothing() {
        try (var at = Fixture.create()) {
            var before = at.value("select string_agg(v::text, ',' order by version) from penstock.schema_version v");
            var said = new ArrayList<String>();

            Fixture.open(at.database, new StoreOptions(3, "text", said::add), JournalOptions.defaults())
                    .close();

            assertThat(said).isEmpty();
            assertThat(at.value("select string_agg(v::text, ',' order by version) from penstock.schema_version v"))
                    .isEqualTo(before);
        }
    }

    @Test
    void manyOpenersAtOnceInstallItOnce() {
        try (var database = TestDatabase.create()) {
            var said = new ConcurrentLinkedQueue<String>();

            var openers = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() ->
                            Fixture.open(database, new StoreOptions(3, "text", said::add), JournalOptions.defaults())))
                    .toList();

            openers.forEach(opener -> Fixture.await(opener).close());
            assertThat(said).isNotEmpty().doesNotHaveDuplicates();
        }
    }

    @Test
    void databaseThatKnowsNotAllLettersIsRefused() throws SQLException {
        try (var database = TestDatabase.create();
                var connection = database.connect()) {
            Fixture.execute(
                    connection,
                    "create database latin encoding 'LATIN1' template template0 locale_provider libc locale 'C'");
            try (var latin = DriverManager.getConnection(
                    database.jdbcUrl().replaceFirst("/[^/?]*(\\?.*)?$", "/latin"),
                    database.user(),
                    database.password())) {
                assertThatThrownBy(() -> new Migrator(latin, TenantType.TEXT, step -> {}).migrate())
                        .satisfies(thrown -> isCoded(thrown, ErrorCode.NOT_UNICODE))
                        .hasMessageContaining("LATIN1");
            } finally {
                Fixture.execute(connection, "drop database latin");
            }
        }
    }

    @Test
    void changedScriptIsRefused() {
        refuses(
                ErrorCode.SCHEMA_CHANGED,
                "update penstock.schema_version set checksum = 1 where version = 2",
                "family");
    }

    @Test
    void newerSchemaIsRefused() {
        refuses(
                ErrorCode.SCHEMA_TOO_NEW,
                "insert into penstock.schema_version values (99, 'future', 1, now(), 0)",
                "99");
    }

    private static void refuses(ErrorCode code, String change, String said) {
        try (var at = Fixture.create()) {
            at.execute(change);

            assertThatThrownBy(() -> Fixture.open(at.database, StoreOptions.defaults(), JournalOptions.defaults()))
                    .satisfies(thrown -> isCoded(thrown, code))
                    .hasMessageContaining(said);
        }
    }

    @Test
    void otherTenantTypeIsRefused() {
        try (var at = Fixture.withTenants("uuid")) {
            assertThatThrownBy(() -> Fixture.open(at.database, StoreOptions.defaults(), JournalOptions.defaults()))
                    .satisfies(thrown -> isCoded(thrown, ErrorCode.SCHEMA_TENANT_TYPE))
                    .hasMessageContaining("uuid");
        }
    }

    /** Installed by another tool, the schema is the same and is found current by a user without any right to change it. */
    @ParameterizedTest
    @EnumSource
    void printedScriptInstallsTheSameSchema(TenantType type) throws SQLException {
        try (var printed = TestDatabase.create();
                var connection = printed.connect();
                var migrated = Fixture.withTenants(type.label())) {
            Fixture.execute(connection, Schema.print(type));
            Fixture.execute(connection, "drop role if exists penstock_guest");
            Fixture.execute(connection, "create role penstock_guest login password 'guest'");
            Fixture.execute(connection, "grant usage on schema penstock to penstock_guest");
            Fixture.execute(connection, "grant select on all tables in schema penstock to penstock_guest");

            var guest = new StoreSource.Url(printed.jdbcUrl(), "penstock_guest", "guest");
            new PostgresStoreProvider()
                    .open(guest, new StoreOptions(3, type.label(), step -> {}))
                    .close();

            try (var other = migrated.database.connect()) {
                assertThat(definition(connection)).isEqualTo(definition(other)).isNotEmpty();
            }
            Fixture.execute(connection, "drop owned by penstock_guest");
            Fixture.execute(connection, "drop role penstock_guest");
        }
    }

    @Test
    void userWhoMayNotInstallIsToldHow() throws SQLException {
        try (var database = TestDatabase.create();
                var connection = database.connect()) {
            Fixture.execute(connection, "drop role if exists penstock_nobody");
            Fixture.execute(connection, "create role penstock_nobody login password 'x'");

            var nobody = new StoreSource.Url(database.jdbcUrl(), "penstock_nobody", "x");
            assertThatThrownBy(() -> new PostgresStoreProvider().open(nobody, StoreOptions.defaults()))
                    .satisfies(thrown -> isCoded(thrown, ErrorCode.SCHEMA_MISSING))
                    .hasMessageContaining("schema print");
            Fixture.execute(connection, "drop role penstock_nobody");
        }
    }

    @Test
    void everyScriptInTheFolderIsApplied() throws Exception {
        var folder = Path.of("src/main/resources/dev/penstock/postgres/schema");
        try (var files = Files.list(folder);
                var at = Fixture.create()) {
            var scripts = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("V"))
                    .sorted()
                    .toList();

            assertThat(at.value(
                            "select array_agg('V' || lpad(version::text, 4, '0') || '__' || name || '.sql' order by version)::text"
                                    + " from penstock.schema_version"))
                    .isEqualTo("{" + String.join(",", scripts) + "}");
            assertThat(at.value("select max(version) from penstock.schema_version"))
                    .isEqualTo(Schema.version());
        }
    }

    /** Everything in the schema, as the catalog tells it. */
    private static List<String> definition(java.sql.Connection connection) throws SQLException {
        var lines = new ArrayList<String>();
        try (var rows = connection.createStatement().executeQuery("""
                        select 'column ' || attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod)
                            || ' ' || attnotnull || ' ' || attcollation::regcollation
                        from pg_attribute
                        where attrelid in (select oid from pg_class where relnamespace = 'penstock'::regnamespace)
                          and attnum > 0
                        union all
                        select 'index ' || pg_get_indexdef(indexrelid)
                        from pg_index where indrelid in (select oid from pg_class where relnamespace = 'penstock'::regnamespace)
                        union all
                        select 'constraint ' || conrelid::regclass || '.' || conname || ' ' || pg_get_constraintdef(oid)
                        from pg_constraint where connamespace = 'penstock'::regnamespace
                        union all
                        select 'function ' || pg_get_functiondef(oid)
                        from pg_proc where pronamespace = 'penstock'::regnamespace
                        union all
                        select 'version ' || version || name || checksum from penstock.schema_version
                        order by 1
                        """)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }

    private static void isCoded(Throwable thrown, ErrorCode code) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        coded -> assertThat(coded.code()).isEqualTo(code));
    }
}

package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.child;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.queued;
import static dev.penstock.postgres.Fixture.retrying;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.store.Due;
import dev.penstock.store.Entry;
import dev.penstock.store.RunKey;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.Transition;
import dev.penstock.store.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tenant column is text, uuid or bigint, as installed; everything works the same. */
class TenantTypeTest {

    @ParameterizedTest
    @CsvSource({"text, acme & söhne", "uuid, 6f1c1f2e-0000-4000-8000-00000000000a", "bigint, -42"})
    void everyPathWorksWithEveryType(String type, String tenant) throws Exception {
        try (var at = Fixture.withTenants(type)) {
            var holding = at.begin(newKey(tenant));
            var child = newKey(tenant);
            var entry = new Entry(
                    holding,
                    List.of(step("a"), retrying("b", false, Due.NOW)),
                    List.of(child(child, holding.run(), null, false)),
                    Map.of("colour", "red"),
                    null);
            assertThat(at.record(entry)).isEqualTo(Verdict.RECORDED);
            assertThat(at.store.transact(holding, connection -> step("c"))).isEqualTo(Verdict.RECORDED);
            at.move(holding, new Transition.Wait(null, child.id()));
            assertThat(at.store.cancel(child)).contains(RunState.CANCELLED);

            var resumed = at.claim(10).runs().getFirst();

            assertThat(resumed.holding().run()).isEqualTo(holding.run());
            assertThat(resumed.steps()).hasSize(3);
            assertThat(at.record(Entry.of(holding, step("late")))).isEqualTo(Verdict.SUPERSEDED);
            assertThat(at.store.list(List.of(tenant), RunQuery.all()).items()).hasSize(2);
            assertThat(at.store
                            .list(List.of(tenant), RunQuery.all().withAttribute("colour", "red"))
                            .items())
                    .hasSize(1);
            assertThat(at.store.retrying(List.of(tenant), false, 10, null).items())
                    .hasSize(1);
            assertThat(at.store.timedOut(List.of(tenant), 10, null).items()).hasSize(1);
            assertThat(at.store.steps(holding.run(), "a").getFirst().tenant()).isEqualTo(tenant);
            assertThat(at.store.outcome(holding.run())).isPresent();
            try (var connection = at.database.connect()) {
                at.store.start(connection, queued(newKey(tenant)));
            }
            at.store.leave(at.worker);
            assertThat(at.store.status(holding.run()).orElseThrow().state()).isEqualTo(RunState.QUEUED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text, ''",
        "uuid, acme",
        "uuid, 6F1C1F2E-0000-4000-8000-00000000000A",
        "uuid, 1-1-1-1-1",
        "bigint, acme",
        "bigint, 007",
        "bigint, 9223372036854775808"
    })
    void tenantThatHasAnotherNameInTheDatabaseIsRefused(String type, String tenant) throws Exception {
        try (var at = Fixture.withTenants(type)) {
            var key = new RunKey(tenant, newKey().id());

            assertThatThrownBy(() -> await(at.store.start(queued(key)))).satisfies(TenantTypeTest::isInvalidTenant);
            assertThatThrownBy(() -> at.store.status(key)).satisfies(TenantTypeTest::isInvalidTenant);
            assertThatThrownBy(() -> at.store.list(List.of(tenant), RunQuery.all()))
                    .satisfies(TenantTypeTest::isInvalidTenant);
            assertThatThrownBy(() -> at.store.retrying(List.of(tenant), true, 1, null))
                    .satisfies(TenantTypeTest::isInvalidTenant);
            try (var connection = at.database.connect()) {
                assertThatThrownBy(() -> at.store.start(connection, queued(key)))
                        .satisfies(TenantTypeTest::isInvalidTenant);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"uuid, 7d444840-9dc0-11d1-b245-5ffdce74fad2", "bigint, 7"})
    void tenantThatIsNoTextCannotBeSpread(String type, String tenant) {
        try (var at = Fixture.withTenants(type)) {
            assertThatThrownBy(() -> at.store.spread(tenant, 4))
                    .isInstanceOfSatisfying(
                            PenstockException.class,
                            coded -> assertThat(coded.code()).isEqualTo(ErrorCode.SPREAD_REFUSED))
                    .hasMessageContaining("names tenants by " + type);
            assertThat(at.store.spreads()).isEmpty();
        }
    }

    @Test
    void otherTypesAreRefused() {
        try (var database = TestDatabase.create()) {
            assertThatThrownBy(() -> Fixture.open(
                            database,
                            new StoreOptions(10, "varchar", step -> {}),
                            dev.penstock.postgres.journal.JournalOptions.defaults()))
                    .isInstanceOfSatisfying(
                            PenstockException.class,
                            coded -> assertThat(coded.code()).isEqualTo(ErrorCode.INVALID_OPTION));
        }
    }

    private static void isInvalidTenant(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        coded -> assertThat(coded.code()).isEqualTo(ErrorCode.INVALID_TENANT));
    }
}

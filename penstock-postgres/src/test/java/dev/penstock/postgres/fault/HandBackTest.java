package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.codec.JsonCodec;
import dev.penstock.engine.Engine;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.PostgresStoreProvider;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.run.Start;
import dev.penstock.store.Entry;
import dev.penstock.store.Store;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import dev.penstock.workflow.Workflow;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Nothing can be recorded of several runs for a while, and of one of them for longer: its node is down (FAILURES 13). */
class HandBackTest {

    private static final String DOWN = "globex";

    private static final Workflow<String, String> SHIP = Workflow.define(
            "ship",
            String.class,
            String.class,
            (order, run) -> run.step("ship", String.class, () -> "shipped " + order));

    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    @Test
    void who_cannot_be_handed_back_yet_keeps_nobody_else_waiting() {
        try (var database = TestDatabase.create()) {
            var source = new StoreSource.Url(database.jdbcUrl(), database.user(), database.password());
            var store = new PostgresStoreProvider().open(source, StoreOptions.defaults());
            try (var engine =
                    new Engine(unreachableAtFirst(store), List.of(SHIP), new JsonCodec(), Victim.options("worker"))) {
                var first = engine.start(DOWN, SHIP, "x", Start.options());
                assertThat(first.endsHere())
                        .succeedsWithin(Duration.ofSeconds(30))
                        .isNull();

                var second = engine.start(Victim.TENANT, SHIP, "x", Start.options());

                assertThat(engine.await(second, Duration.ofSeconds(30))).isPresent();
            } finally {
                store.close();
            }
        }
    }

    /** Loses the first entry of each tenant, and every one of the tenant whose node is down. */
    private Store unreachableAtFirst(Store store) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("record") && isLost((Entry) arguments[0])) {
                        return CompletableFuture.failedFuture(
                                new PenstockException(ErrorCode.STORE_UNREACHABLE, "the node is down"));
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private boolean isLost(Entry entry) {
        var tenant = entry.holding().run().tenant();
        return lost.add(tenant) || tenant.equals(DOWN);
    }
}

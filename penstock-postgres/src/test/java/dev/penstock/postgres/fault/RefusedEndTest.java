package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.codec.JsonCodec;
import dev.penstock.engine.Engine;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.PostgresStoreProvider;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.run.RunState;
import dev.penstock.run.Start;
import dev.penstock.store.Entry;
import dev.penstock.store.Store;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import dev.penstock.store.Transition;
import dev.penstock.workflow.Workflow;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Neither the end of a run nor that it failed can be recorded: it must not stay with a worker that has left its code. */
class RefusedEndTest {

    private static final Workflow<String, String> FULFIL =
            Workflow.define("fulfil", String.class, String.class, (order, run) -> "shipped " + order);

    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void the_run_is_handed_back_and_goes_on_later() throws Exception {
        try (var database = TestDatabase.create()) {
            var source = new StoreSource.Url(database.jdbcUrl(), database.user(), database.password());
            var store = new PostgresStoreProvider().open(source, StoreOptions.defaults());
            try (var engine =
                    new Engine(refusingTwoEnds(store), List.of(FULFIL), new JsonCodec(), Victim.options("worker"))) {
                var run = engine.start(Victim.TENANT, FULFIL, Victim.ORDER, Start.options());

                var outcome = engine.await(run, Duration.ofSeconds(30)).orElseThrow();

                assertThat(outcome.state()).isEqualTo(RunState.COMPLETED);
                assertThat(refused).hasValue(2);
            } finally {
                store.close();
            }
        }
    }

    private Store refusingTwoEnds(Store store) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("record") && isEnd((Entry) arguments[0]) && refused.get() < 2) {
                        refused.incrementAndGet();
                        return CompletableFuture.failedFuture(
                                new PenstockException(ErrorCode.STORE_REFUSED, "it does not like this"));
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static boolean isEnd(Entry entry) {
        return entry.transition() instanceof Transition.Complete || entry.transition() instanceof Transition.Fail;
    }
}

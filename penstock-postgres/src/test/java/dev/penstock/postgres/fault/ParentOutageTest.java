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
import dev.penstock.store.Store;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import dev.penstock.workflow.Workflow;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The database cannot be reached just when a parent asks for its child: that is no failure of the parent (FAILURES 8). */
class ParentOutageTest {

    private static final Workflow<String, String> CHILD =
            Workflow.define("pack", String.class, String.class, (order, run) -> {
                run.sleep(Duration.ofSeconds(1));
                return "packed " + order;
            });

    private static final Workflow<String, String> PARENT =
            Workflow.define("fulfil", String.class, String.class, (order, run) -> run.call(CHILD, order));

    private final AtomicInteger outages = new AtomicInteger();

    @Test
    void the_parent_is_handed_back_and_goes_on_later() throws Exception {
        try (var database = TestDatabase.create()) {
            var source = new StoreSource.Url(database.jdbcUrl(), database.user(), database.password());
            var store = new PostgresStoreProvider().open(source, StoreOptions.defaults());
            try (var engine = new Engine(
                    unreachableOnceForOutcomes(store),
                    List.of(PARENT, CHILD),
                    new JsonCodec(),
                    Victim.options("worker"))) {
                var run = engine.start(Victim.TENANT, PARENT, Victim.ORDER, Start.options());

                var outcome = engine.await(run, Duration.ofSeconds(30)).orElseThrow();

                assertThat(outcome.failure()).isNull();
                assertThat(outcome.state()).isEqualTo(RunState.COMPLETED);
                assertThat(outages).as("look-ups that met the outage").hasValue(1);
            } finally {
                store.close();
            }
        }
    }

    private Store unreachableOnceForOutcomes(Store store) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("outcome") && outages.compareAndSet(0, 1)) {
                        throw new PenstockException(ErrorCode.STORE_UNREACHABLE, "no connection became free");
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}

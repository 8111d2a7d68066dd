package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.held;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.step.StepRecord;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.Store;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreProvider;
import dev.penstock.store.StoreSource;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest {

    @Test
    void runsOfTheFormerProcessAreDueAtOnce(@TempDir Path directory) {
        var key = newKey();
        try (var store = open(directory)) {
            var worker = store.join("former", Fixture.LEASE);
            await(store.start(held(key, worker)));
            await(store.record(Entry.of(new Holding(key, worker, 1), step("a"))));
        }

        try (var store = open(directory)) {
            var worker = store.join("next", Fixture.LEASE);

            var claim = Fixture.claim(store, worker, 10, "order");

            assertThat(claim.runs()).singleElement().satisfies(run -> {
                assertThat(run.holding()).isEqualTo(new Holding(key, worker, 3));
                assertThat(run.steps()).extracting(StepRecord::result).containsExactly("\"a\"");
            });
        }
    }

    private static Store open(Path directory) {
        var provider = ServiceLoader.load(StoreProvider.class).findFirst().orElseThrow();
        return provider.open(new StoreSource.Embedded(directory), StoreOptions.defaults());
    }
}

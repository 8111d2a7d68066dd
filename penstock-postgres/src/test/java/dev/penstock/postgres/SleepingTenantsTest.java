package dev.penstock.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.queue.Queue;
import dev.penstock.store.Found;
import dev.penstock.store.Look;
import dev.penstock.store.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many tenants whose runs all wait for later, one that has much to do, and one that has little: all in one shard. */
class SleepingTenantsTest extends EachStore {

    private static final int SLEEPING = 300;
    private static final int ROOM = 5;
    /** A look comes to a hundred tenants beyond its room. */
    private static final int LOOKS = SLEEPING / 100 + 1;

    private static final String BUSY = "x";

    private Fixture at;
    private String quiet = "";

    @BeforeEach
    void open() {
        at = create();
        start(BUSY, 1_000);
        sleep(sameShard("t", SLEEPING));
        quiet = sameShard("y", 1).getFirst();
    }

    @AfterEach
    void close() {
        at.close();
    }

    /** In the order of their names. */
    private List<String> sameShard(String prefix, int number) {
        var shards = at.store.shards();
        return IntStream.range(10_000, 100_000)
                .mapToObj(name -> prefix + name)
                .filter(tenant -> shards.placeOf(tenant) == shards.placeOf(BUSY))
                .limit(number)
                .toList();
    }

    private void start(String tenant, int runs) {
        at.execute("""
                insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, created_at, due_at)
                select '%s', gen_random_uuid(), 'order', '1', 'queued', 5, 0, now(), now() from generate_series(1, %d)
                """.formatted(tenant, runs));
    }

    private void sleep(List<String> tenants) {
        at.execute("""
                insert into penstock.run (tenant, run_id, workflow, version, state, priority, epoch, created_at, due_at)
                select tenant, gen_random_uuid(), 'order', '1', 'queued', 5, 0, now(), now() + interval '30 days'
                from unnest('{%s}'::text[]) tenant
                """.formatted(String.join(",", tenants)));
    }

    @Test
    void whoHasLittleToDoHasATurnWithinARound() {
        IntStream.range(0, 3).forEach(look -> assertThat(execute(Set.of())).containsOnly(BUSY));
        start(quiet, 3);

        var executed = new ArrayList<String>();
        IntStream.range(0, LOOKS).forEach(look -> executed.addAll(execute(Set.of())));

        assertThat(executed).hasSize(LOOKS * ROOM).contains(quiet);
    }

    @Test
    void alsoBesideOneThatMayDoNoMore() {
        IntStream.range(0, 3).forEach(look -> assertThat(execute(Set.of(BUSY))).isEmpty());
        start(quiet, 3);

        var executed = new ArrayList<String>();
        IntStream.range(0, LOOKS).forEach(look -> executed.addAll(execute(Set.of(BUSY))));

        assertThat(executed).containsExactly(quiet, quiet, quiet);
    }

    /** The one that may do no more would keep a worker looking without a pause. */
    @Test
    void whoHasComeToEveryTenantInVainNeedNotLookAtOnce() {
        find(Set.of(BUSY));
        var pauses = IntStream.range(0, 3 * LOOKS)
                .mapToObj(look -> find(Set.of(BUSY)).nextDueIn())
                .toList();

        assertThat(pauses.subList(0, SLEEPING / 100 - 1)).containsOnly(Duration.ZERO);
        assertThat(pauses).anySatisfy(pause -> assertThat(pause).isGreaterThan(Duration.ofDays(29)));
    }

    private Found find(Set<String> closed) {
        return at.store.find(
                new Look(List.of(new Look.Definition("order", "1")), Map.of(Queue.DEFAULT, ROOM), closed, Map.of(), 0));
    }

    /** The tenants of the runs that were found, claimed and executed. */
    private List<String> execute(Set<String> closed) {
        var found = find(closed).runs();
        var claim = at.store.claim(at.worker, found.subList(0, Math.min(ROOM, found.size())));
        claim.runs().forEach(run -> at.move(run.holding(), new Transition.Complete("1")));
        return claim.runs().stream().map(run -> run.holding().run().tenant()).toList();
    }
}

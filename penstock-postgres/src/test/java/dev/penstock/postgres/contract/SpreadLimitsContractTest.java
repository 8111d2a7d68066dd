package dev.penstock.postgres.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import dev.penstock.RunHandle;
import dev.penstock.engine.EngineOptions;
import dev.penstock.queue.Allowance;
import dev.penstock.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Limits and turns are those of the whole tenant, in however many buckets it is. */
class SpreadLimitsContractTest extends Contract {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final AtomicInteger inside = new AtomicInteger();
    private final Semaphore go = new Semaphore(0);
    private final Queue<Integer> seen = new ConcurrentLinkedQueue<>();
    private final Queue<String> order = new ConcurrentLinkedQueue<>();

    private final Workflow<String, String> holds = Workflow.define(
            "holds",
            String.class,
            String.class,
            (input, run) -> run.step("hold", String.class, () -> {
                seen.add(inside.incrementAndGet());
                try {
                    go.acquire();
                } finally {
                    inside.decrementAndGet();
                }
                return "held";
            }));

    private final Workflow<String, String> notes = Workflow.define(
            "notes",
            String.class,
            String.class,
            (input, run) -> run.step("note", String.class, () -> {
                order.add(run.tenant());
                return "noted";
            }));

    private Penstock client() {
        return open(
                Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                        .connections(3),
                Penstock.Builder::client);
    }

    private static UnaryOperator<EngineOptions> slots(int slots) {
        return options -> options.withSlots(slots).withPoll(Duration.ofMillis(20));
    }

    @Test
    void no_more_runs_execute_at_once_than_the_whole_tenant_is_allowed() {
        var client = client().tenant("acme");
        client.spread(16);
        client.allow(Allowance.defaults().withConcurrency(3));
        var one = open(holds);
        var two = open(holds);
        // Queued, so that what looks for them keeps the limit; and started where there is a slot.
        var handles = new ArrayList<RunHandle<String>>();
        IntStream.range(0, 15).forEach(at -> handles.add(client.start(holds, "x")));
        Await.until("as many as allowed are inside", () -> inside.get() == 3);
        IntStream.range(0, 15).forEach(at -> handles.add(one.tenant("acme").start(holds, "x")));
        IntStream.range(0, 15).forEach(at -> handles.add(two.tenant("acme").start(holds, "x")));
        assertThat(count("select sum(permits) from penstock.share where kind = 'tenant' and name = 'acme'"))
                .isLessThanOrEqualTo(3);
        go.release(1_000);

        handles.forEach(handle -> assertThat(handle.result(SOON)).isEqualTo("held"));
        assertThat(seen).hasSize(45).allSatisfy(number -> assertThat(number).isLessThanOrEqualTo(3));
    }

    @Test
    void a_spread_tenant_has_one_turn_where_another_has_one() {
        var client = client();
        client.tenant("spread").spread(16);
        IntStream.range(0, 80).forEach(at -> client.tenant("spread").start(notes, "x"));
        IntStream.range(0, 20).forEach(at -> client.tenant("whole").start(notes, "x"));

        open(slots(1), notes);

        Await.until("all have ended", () -> order.size() >= 100);
        assertThat(List.copyOf(order).subList(0, 30).stream().filter("whole"::equals))
                .as("of the tenant that is whole, among the first thirty")
                .hasSizeBetween(12, 18);
    }

    @Test
    void its_weight_is_that_of_the_whole_tenant() {
        var client = client();
        client.tenant("spread").spread(4);
        client.tenant("spread").allow(Allowance.defaults().withWeight(3));
        IntStream.range(0, 60).forEach(at -> client.tenant("spread").start(notes, "x"));
        IntStream.range(0, 30).forEach(at -> client.tenant("whole").start(notes, "x"));

        open(slots(1), notes);

        Await.until("all have ended", () -> order.size() >= 90);
        assertThat(List.copyOf(order).subList(0, 40).stream().filter("spread"::equals))
                .as("of the spread tenant, among the first forty")
                .hasSizeBetween(26, 34);
    }
}

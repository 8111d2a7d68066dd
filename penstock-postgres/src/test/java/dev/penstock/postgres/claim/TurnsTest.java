package dev.penstock.postgres.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.queue.Queue;
import dev.penstock.run.RunId;
import dev.penstock.store.DueRun;
import dev.penstock.store.RunKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is next: tenants in turn, by weight; within a tenant the most urgent, then the longest due. */
class TurnsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what is due, as tenant and priority, the longest due first | weights | the order
                "a5 a5 a5 b5         |     | a0 b3 a1 a2",
                "a5 a9 a0            |     | a1 a0 a2",
                "a5 a5 a5 a5 b5 b5   | a:2 | a0 a1 b4 a2 a3 b5",
                "a9 a9 b0 c5         |     | a0 c3 b2 a1",
                "b5 a5 b5 a5         |     | b0 a1 b2 a3"
            })
    void tenants_take_turns(String due, String weights, String order) {
        var seen = new ArrayList<Sighting>();
        var texts = due.trim().split(" ");
        for (int at = 0; at < texts.length; at++) {
            seen.add(sighting(texts[at].substring(0, 1), texts[at].charAt(1) - '0', at, 0));
        }
        Map<String, Integer> heavy =
                weights == null ? Map.of() : Map.of(weights.substring(0, 1), weights.charAt(2) - '0');

        assertThat(Turns.order(seen, heavy, tenant -> 0).stream()
                        .map(run -> run.run().tenant() + run.dueAt().toEpochMilli()))
                .containsExactly(order.trim().split(" "));
    }

    @Test
    void the_first_turns_are_in_the_order_of_the_round() {
        var seen =
                List.of(sighting("a", 9, 0, 3), sighting("b", 5, 1, 1), sighting("c", 5, 2, 2), sighting("a", 9, 3, 3));

        assertThat(Turns.order(seen, Map.of(), tenant -> 0).stream()
                        .map(run -> run.run().tenant()))
                .containsExactly("b", "c", "a", "a");
    }

    @Test
    void between_shards_those_come_first_that_have_had_fewer_turns() {
        var had = new TurnsHad();
        var weights = Map.of("a", 3);
        var order = new StringBuilder();
        for (int at = 0; at < 12; at++) {
            var seen = List.of(sighting("a", 5, at, 1), sighting("b", 5, at, 1));
            var next = Turns.order(seen, weights, had::of).getFirst().run().tenant();
            had.served(next, weights.getOrDefault(next, 1));
            order.append(next);
        }

        assertThat(order.chars().filter(tenant -> tenant == 'a')).hasSize(9);
    }

    @Test
    void a_round_goes_on_after_the_last_tenant_that_had_its_turn() {
        var rounds = new Rounds(2);
        rounds.served(1, List.of(sighting("a", 5, 0, 1), sighting("b", 5, 1, 2)), Map.of());

        assertThat(rounds.after()).containsExactly(null, "b");
    }

    @Test
    void a_tenant_with_a_weight_has_its_turn_over_several_looks() {
        var rounds = new Rounds(1);
        var weights = Map.of("b", 3);

        rounds.served(0, List.of(sighting("a", 5, 0, 1), sighting("b", 5, 1, 2)), weights);
        assertThat(rounds.after()).containsExactly("a");
        rounds.served(0, List.of(sighting("b", 5, 2, 1)), weights);
        assertThat(rounds.after()).containsExactly("a");
        rounds.served(0, List.of(sighting("b", 5, 3, 1)), weights);
        assertThat(rounds.after()).containsExactly("b");
        rounds.served(0, List.of(sighting("a", 5, 4, 1)), weights);
        assertThat(rounds.after()).containsExactly("a");
    }

    @Test
    void a_round_goes_on_past_tenants_of_which_nothing_is_due() {
        var rounds = new Rounds(1);
        rounds.served(0, List.of(sighting("a", 5, 0, 1), sighting("b", 5, 1, 2)), Map.of("b", 3));

        assertThat(rounds.passed(0, new Visit.Reached("m", false))).isFalse();
        assertThat(rounds.after()).containsExactly("m");
    }

    @Test
    void who_has_begun_anew_twice_has_come_to_everybody() {
        var rounds = new Rounds(1);

        assertThat(rounds.passed(0, new Visit.Reached("m", false))).isFalse();
        assertThat(rounds.passed(0, new Visit.Reached("c", true))).isFalse();
        assertThat(rounds.passed(0, new Visit.Reached("m", false))).isFalse();
        assertThat(rounds.passed(0, new Visit.Reached("c", true))).isTrue();
        rounds.served(0, List.of(sighting("d", 5, 0, 1)), Map.of());
        assertThat(rounds.passed(0, new Visit.Reached("c", true))).isFalse();
    }

    private static Sighting sighting(String tenant, int priority, long at, int place) {
        var run = new RunKey(tenant, new RunId(new UUID(0, at)));
        return new Sighting(new DueRun(run, 0, Queue.DEFAULT, priority, Instant.ofEpochMilli(at), true), place);
    }
}

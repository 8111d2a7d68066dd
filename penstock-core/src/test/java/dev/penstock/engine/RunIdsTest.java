package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunIdsTest {

    @Test
    void ordered_ids_are_of_version_7_and_sort_by_time() {
        var earlier = RunIds.ordered(Instant.ofEpochMilli(1_000_000));
        var later = RunIds.ordered(Instant.ofEpochMilli(1_000_001));

        assertThat(earlier.value().version()).isEqualTo(7);
        assertThat(earlier.value().variant()).isEqualTo(2);
        assertThat(earlier).isLessThan(later);
    }

    @Test
    void the_same_key_gives_the_same_id_and_any_other_part_another() {
        var id = RunIds.ofIdempotencyKey("acme", "fulfil", "order-7");

        assertThat(id.value().version()).isEqualTo(8);
        assertThat(id.value().variant()).isEqualTo(2);
        assertThat(RunIds.ofIdempotencyKey("acme", "fulfil", "order-7")).isEqualTo(id);
        assertThat(RunIds.ofIdempotencyKey("acme2", "fulfil", "order-7")).isNotEqualTo(id);
        assertThat(RunIds.ofIdempotencyKey("acme", "fulfil2", "order-7")).isNotEqualTo(id);
        assertThat(RunIds.ofIdempotencyKey("acme", "fulfil", "order-8")).isNotEqualTo(id);
    }

    @Test
    void children_and_continuations_are_in_the_slot_of_the_run_that_starts_them() {
        for (int at = 0; at < 100; at++) {
            var run = RunIds.ordered(Instant.ofEpochMilli(1_000_000));
            var child = RunIds.ofChild("acme", run, "pack#" + at);
            var next = RunIds.ofContinuation("acme", run);

            assertThat(child.slot()).isEqualTo(run.slot()).isBetween(0, 1023);
            assertThat(next.slot()).isEqualTo(run.slot());
            assertThat(child.value().version()).isEqualTo(8);
            assertThat(child.value().variant()).isEqualTo(2);
            assertThat(child).isNotEqualTo(next);
        }
    }

    @Test
    void all_slots_are_used_alike_by_new_runs_and_by_keys() {
        int[] ordered = new int[16];
        int[] keyed = new int[16];
        for (int at = 0; at < 16_000; at++) {
            ordered[RunIds.ordered(Instant.ofEpochMilli(1_000_000)).slot() % 16]++;
            keyed[RunIds.ofIdempotencyKey("acme", "fulfil", "order-" + at).slot() % 16]++;
        }

        assertThat(ordered).satisfies(RunIdsTest::isEven);
        assertThat(keyed).satisfies(RunIdsTest::isEven);
    }

    private static void isEven(int[] slots) {
        for (int of : slots) {
            assertThat(of).isBetween(800, 1_200);
        }
    }

    @Test
    void parts_do_not_run_into_each_other() {
        assertThat(RunIds.ofIdempotencyKey("ac", "mefulfil", "k"))
                .isNotEqualTo(RunIds.ofIdempotencyKey("acme", "fulfil", "k"));
    }
}

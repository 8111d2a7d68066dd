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
    void parts_do_not_run_into_each_other() {
        assertThat(RunIds.ofIdempotencyKey("ac", "mefulfil", "k"))
                .isNotEqualTo(RunIds.ofIdempotencyKey("acme", "fulfil", "k"));
    }
}

package dev.penstock.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bench.chaos.Blow.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration PACE = Duration.ofSeconds(4);
    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);

    @Test
    void the_same_seed_makes_the_same_blows_and_another_seed_others() {
        var schedule = Schedule.of(7, TEN_MINUTES, PACE, LEASE, ALL);

        assertThat(Schedule.of(7, TEN_MINUTES, PACE, LEASE, ALL)).isEqualTo(schedule);
        assertThat(Schedule.of(8, TEN_MINUTES, PACE, LEASE, ALL).blows()).isNotEqualTo(schedule.blows());
    }

    @Test
    void ten_minutes_have_blows_of_every_kind_in_order_and_in_time() {
        var blows = Schedule.of(7, TEN_MINUTES, PACE, LEASE, ALL).blows();

        assertThat(blows).extracting(Blow::at).isSorted().allMatch(at -> at.compareTo(TEN_MINUTES) < 0);
        assertThat(blows).extracting(Blow::kind).containsAll(ALL);
        assertThat(blows).hasSizeBetween(100, 200);
    }

    @Test
    void a_stalled_worker_stands_still_for_longer_than_its_lease() {
        var blows = Schedule.of(7, TEN_MINUTES, PACE, LEASE, EnumSet.of(Kind.STALL_WORKER))
                .blows();

        assertThat(blows).isNotEmpty().allMatch(blow -> blow.lasting().compareTo(LEASE) > 0);
    }
}

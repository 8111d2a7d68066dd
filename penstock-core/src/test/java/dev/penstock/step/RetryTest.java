package dev.penstock.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.NonRetryableException;
import dev.penstock.failure.PenstockException;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryTest {

    private static final Random RANDOM = new Random(7);

    @Test
    void none_allows_one_attempt() {
        assertThat(Retry.none().allows(1, new IOException())).isFalse();
    }

    @Test
    void attempts_are_counted_in_all() {
        var retry = Retry.attempts(3);

        assertThat(retry.allows(1, new IOException())).isTrue();
        assertThat(retry.allows(2, new IOException())).isTrue();
        assertThat(retry.allows(3, new IOException())).isFalse();
    }

    @Test
    void a_non_retryable_failure_ends_it_whatever_the_policy() {
        assertThat(Retry.attempts(10).allows(1, new NonRetryableException("no such card")))
                .isFalse();
    }

    @Test
    void a_filter_decides_by_what_was_thrown() {
        var retry = Retry.attempts(10).on(IOException.class);

        assertThat(retry.allows(1, new IOException())).isTrue();
        assertThat(retry.allows(1, new IllegalStateException())).isFalse();
    }

    @Test
    void exponential_delays_grow_to_the_cap() {
        var retry = Retry.attempts(9).exponential(Duration.ofMillis(100), 2).withCap(Duration.ofMillis(500));

        assertThat(IntStream.rangeClosed(1, 5).mapToObj(attempt -> retry.delayAfter(attempt, RANDOM)))
                .containsExactly(
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(500),
                        Duration.ofMillis(500));
    }

    @Test
    void a_very_late_attempt_does_not_overflow() {
        var retry = Retry.attempts(Integer.MAX_VALUE).exponential(Duration.ofMillis(100), 10);

        assertThat(retry.delayAfter(1_000_000, RANDOM)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void a_delay_may_be_without_a_cap_and_longer_than_a_clock_counts() {
        var forever = ChronoUnit.FOREVER.getDuration();

        assertThat(Retry.attempts(3)
                        .fixed(Duration.ofMillis(100))
                        .withCap(forever)
                        .delayAfter(1, RANDOM))
                .isEqualTo(Duration.ofMillis(100));
        assertThat(Retry.attempts(3)
                        .fixed(forever)
                        .withCap(forever)
                        .withJitter(1)
                        .delayAfter(1, RANDOM))
                .isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void jitter_spreads_both_ways_within_its_share() {
        var retry = Retry.attempts(9).fixed(Duration.ofSeconds(1)).withJitter(0.2);
        var delays = IntStream.range(0, 1000)
                .mapToObj(i -> retry.delayAfter(1, RANDOM))
                .toList();

        assertThat(delays).allMatch(delay -> delay.toMillis() >= 800 && delay.toMillis() <= 1200);
        assertThat(delays).anyMatch(delay -> delay.toMillis() < 900).anyMatch(delay -> delay.toMillis() > 1100);
    }

    @Test
    void nonsense_is_refused_with_what_is_accepted() {
        assertThatThrownBy(() -> Retry.attempts(0))
                .isInstanceOfSatisfying(
                        PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_OPTION))
                .hasMessageContaining("1 or more attempts");
    }
}

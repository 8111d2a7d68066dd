package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AlarmTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void a_ring_before_the_wait_is_not_lost() throws Exception {
        var alarm = new Alarm();
        alarm.ring();

        assertThat(returns(alarm, LONG)).isTrue();
    }

    @Test
    void a_ring_ends_a_wait_under_way() throws Exception {
        var alarm = new Alarm();
        alarm.ringIn(LONG);
        var done = new CountDownLatch(1);
        var waiting = Thread.ofVirtual().start(() -> await(alarm, LONG, done));
        alarm.ring();

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        waiting.join();
    }

    @Test
    void a_later_moment_does_not_put_off_an_earlier_one() throws Exception {
        var alarm = new Alarm();
        alarm.ringIn(Duration.ofMillis(1));
        alarm.ringIn(LONG);

        assertThat(returns(alarm, LONG)).isTrue();
    }

    @Test
    void it_does_not_return_before_its_moment() throws Exception {
        var alarm = new Alarm();
        var delay = Duration.ofMillis(30);
        long began = System.nanoTime();
        alarm.ringIn(delay);
        alarm.await(LONG);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(delay);
    }

    @Test
    void a_moment_further_away_than_a_clock_counts_does_not_hide_a_nearer_one() throws Exception {
        var alarm = new Alarm();
        alarm.ringIn(ChronoUnit.FOREVER.getDuration());
        alarm.ringIn(Duration.ofMillis(1));

        assertThat(returns(alarm, ChronoUnit.FOREVER.getDuration())).isTrue();
    }

    private static boolean returns(Alarm alarm, Duration max) throws InterruptedException {
        var done = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> await(alarm, max, done));
        return done.await(20, TimeUnit.SECONDS);
    }

    private static void await(Alarm alarm, Duration max, CountDownLatch done) {
        try {
            alarm.await(max);
            done.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

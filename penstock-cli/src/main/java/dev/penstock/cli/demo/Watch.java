package dev.penstock.cli.demo;

import dev.penstock.cli.terminal.Figures;
import dev.penstock.cli.terminal.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Predicate;

/** Looks at the database now and then, shows what it sees, and notices when nothing moves any more. */
final class Watch {

    private static final Duration STANDSTILL = Duration.ofSeconds(60);
    private static final long RATE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Connection connection;
    private final Progress progress;
    private final long orders;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanoTime, Counts counts) {}

    Watch(Connection connection, Progress progress, long orders) {
        this.connection = connection;
        this.progress = progress;
        this.orders = orders;
    }

    /**
     * Returns the first counts seen that are enough.
     *
     * <p>Errors: {@code hand} has stopped, or nothing has moved for a minute → {@link DemoFailure}.
     */
    Counts until(Predicate<Counts> enough, Hand hand, Duration tick) throws SQLException, InterruptedException {
        var counts = look();
        long moved = System.nanoTime();
        while (!enough.test(counts)) {
            hand.requireWorking();
            Thread.sleep(tick);
            var before = counts;
            counts = look();
            if (!counts.equals(before)) {
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STANDSTILL.toNanos()) {
                throw new DemoFailure("nothing has moved for " + Figures.took(STANDSTILL) + ": " + counts.finished()
                        + " of " + orders + " orders are finished, " + counts.shipped() + " shipped, " + counts.steps()
                        + " steps recorded");
            }
        }
        return counts;
    }

    private Counts look() throws SQLException {
        var counts = Answer.one(connection, "counts", Counts::of);
        long now = System.nanoTime();
        while (!samples.isEmpty() && now - samples.peek().nanoTime() > RATE_NANOS) {
            samples.poll();
        }
        samples.add(new Sample(now, counts));
        progress.at(counts.finished(), orders, counts.share(), rates(), now);
        return counts;
    }

    private String rates() {
        var first = samples.getFirst();
        var last = samples.getLast();
        double seconds = Math.max(1, last.nanoTime() - first.nanoTime()) / 1e9;
        return Figures.perSecond((last.counts().finished() - first.counts().finished()) / seconds)
                        .replace("/", " runs/")
                + ", "
                + Figures.perSecond((last.counts().steps() - first.counts().steps()) / seconds)
                        .replace("/", " steps/");
    }
}

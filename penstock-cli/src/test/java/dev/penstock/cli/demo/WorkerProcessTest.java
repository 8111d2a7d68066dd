package dev.penstock.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cli.Main;
import dev.penstock.cli.terminal.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the worker when the demo is terminated and its database stops; a worker tries to reach it for a minute. */
@Timeout(40)
class WorkerProcessTest {

    private static final OrderFile FILE = OrderFile.load().first(50);

    @TempDir
    private Path directory;

    @Test
    void aWorkerWhoseDemoIsGoneEndsAtOnce() throws Exception {
        try (var hand = busy()) {
            var process = ProcessHandle.of(hand.pid()).orElseThrow();

            hand.hangUp();

            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void aDemoThatGivesUpLeavesNoWorkerBehind() throws Exception {
        var hand = busy();

        hand.close();

        assertThat(ProcessHandle.of(hand.pid())).isEmpty();
    }

    /** A worker in the midst of its orders, whose database has just stopped. */
    private WorkerProcess busy() throws Exception {
        try (var database = DemoDatabase.open(directory.resolve("database"), said -> {})) {
            database.place(FILE.orders());
            var hand = new WorkerProcess(database.address(), Main.class.getName());
            var watch = new Watch(database.connection(), new Progress(Silence.terminal(), "orders"), 50);
            watch.until(counts -> counts.steps() > 0, hand, Duration.ofMillis(20));
            return hand;
        }
    }
}

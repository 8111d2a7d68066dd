package dev.penstock.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cli.Main;
import dev.penstock.cli.terminal.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {

    private static final OrderFile FILE = OrderFile.load().first(50);

    @TempDir
    private Path directory;

    /** As when the demo is terminated: its end of the pipe closes without a word, and the database stops. */
    @Test
    void aWorkerThatIsLeftAloneEndsAtOnce() throws Exception {
        var database = DemoDatabase.open(directory.resolve("database"), said -> {});
        database.place(FILE.orders());
        try (var hand = new WorkerProcess(database.address(), Main.class.getName())) {
            var watch = new Watch(database.connection(), new Progress(Silence.terminal(), "orders"), 50);
            watch.until(counts -> counts.steps() > 0, hand, Duration.ofMillis(20));
            var process = ProcessHandle.of(hand.pid()).orElseThrow();

            database.close();
            hand.hangUp();

            // Well before the minute for which it would try to reach the database.
            assertThat(process.onExit().orTimeout(20, TimeUnit.SECONDS).join().isAlive())
                    .isFalse();
        }
    }
}

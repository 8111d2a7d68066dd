package dev.penstock.bench.chaos;

import dev.penstock.Penstock;
import dev.penstock.failure.PenstockException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A worker process: executes runs, starts some itself, and says so in {@link Words}. It ends when its standard input does. */
public final class ChaosWorker {

    private static final int OPEN_ATTEMPTS = 100;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private ChaosWorker() {}

    /** Arguments: URL, user, password, name, callers, tenants, lease in milliseconds, file for what executions see. */
    public static void main(String... arguments) throws Exception {
        var lines = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        var penstock = open(
                arguments[0],
                arguments[1],
                arguments[2],
                arguments[3],
                Long.parseLong(arguments[6]),
                Sights.of(Path.of(arguments[7])));
        // A worker that is told to leave hands its runs over; the grace is short because its steps are.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> penstock.close(Duration.ofSeconds(1))));
        var callers = new Callers(penstock, arguments[3], Integer.parseInt(arguments[5]), new Callers.Listener() {
            @Override
            public void begun(StartKey key) {
                say(Words.begun(key));
            }

            @Override
            public void accepted(StartKey key, String run) {
                say(Words.accepted(key, run));
            }

            @Override
            public void ended(StartKey key, String output) {
                say(Words.ended(key, output));
            }

            private void say(String line) {
                // One call, so that lines of two callers never mix.
                synchronized (lines) {
                    lines.println(line);
                }
            }
        });
        callers.begin(Integer.parseInt(arguments[4]));
        awaitEnd();
        callers.end();
        System.err.println("bench: no more starts");
        lines.println("quiet");
        awaitForever();
    }

    private static Penstock open(
            String url, String user, String password, String name, long leaseMillis, Sights sights) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Penstock.connect(url, user, password)
                        .worker(options -> options.withWorker(name)
                                .withSlots(200)
                                .withLease(Duration.ofMillis(leaseMillis))
                                .withEvictAfter(Duration.ofMillis(200))
                                .withPoll(Duration.ofMillis(200)))
                        .register(Orders.fulfil(sights), Orders.pack(sights))
                        .start();
            } catch (PenstockException unreachable) {
                if (attempt == OPEN_ATTEMPTS) {
                    throw unreachable;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Until the parent says so or is gone. */
    private static void awaitEnd() throws IOException {
        if (System.in.read() < 0) {
            System.exit(0);
        }
    }

    private static void awaitForever() throws IOException {
        System.in.transferTo(PrintStream.nullOutputStream());
        System.exit(0);
    }
}

package dev.penstock.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One incarnation of a worker process, as its parent sees it: what it says goes to the ledger, also its last words. */
final class WorkerProcess {

    private final String name;
    private final Process process;
    private final Thread listener;
    private final CountDownLatch quiet = new CountDownLatch(1);

    private WorkerProcess(String name, Process process, Ledger ledger) {
        this.name = name;
        this.process = process;
        this.listener = Thread.ofVirtual().start(() -> hear(ledger));
    }

    /** @param arguments of {@link ChaosWorker} */
    static WorkerProcess start(String name, Path folder, Ledger ledger, List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ChaosWorker.class.getName()));
        command.addAll(arguments);
        var log = folder.resolve(name + ".log").toFile();
        return new WorkerProcess(
                name,
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log))
                        .start(),
                ledger);
    }

    private void hear(Ledger ledger) {
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("quiet")) {
                    quiet.countDown();
                } else {
                    Words.hear(line, ledger);
                }
            }
        } catch (IOException e) {
            // Its pipe ends with it.
        }
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}; returns when it is gone and its last words are in the ledger. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** {@code kill -TERM}; returns when it is gone and its last words are in the ledger. */
    void dismiss() throws InterruptedException {
        process.toHandle().destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        awaitEnd();
    }

    private void awaitEnd() throws InterruptedException {
        process.waitFor();
        listener.join();
    }

    void stall() {
        signal("-STOP");
    }

    void goOn() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets it start no more runs; it goes on executing. */
    void quieten() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException dead) {
            quiet.countDown();
        }
    }

    /** Whether its callers have said their last within this time. */
    boolean isQuietWithin(long seconds) throws InterruptedException {
        return quiet.await(seconds, TimeUnit.SECONDS);
    }
}

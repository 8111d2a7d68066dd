package dev.penstock.cli.demo;

import dev.penstock.cli.database.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A worker in a process of its own, which ends when it is told to, and at once when this process is gone. */
final class WorkerProcess implements Hand {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;

    /** Begins the same program with the hidden verb {@code demo-worker}. */
    WorkerProcess(Address address, String mainClass) throws IOException {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                mainClass,
                "demo-worker");
        address.putInto(builder.environment());
        process = builder.redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    long pid() {
        return process.pid();
    }

    /**
     * Ends the process where it stands: SIGKILL, which it cannot handle.
     *
     * @return its exit status, 137 on POSIX: 128 and the number of the signal
     */
    int kill() throws InterruptedException {
        process.destroyForcibly();
        return process.waitFor();
    }

    /** Leaves the process to itself, as the end of this process does. */
    void hangUp() throws IOException {
        process.getOutputStream().close();
    }

    @Override
    public void requireWorking() {
        if (!process.isAlive()) {
            throw new DemoFailure(
                    "the worker process " + pid() + " ended by itself with status " + process.exitValue());
        }
    }

    /** Lets the worker close in good order, once the orders are worked off. */
    void end() throws IOException, InterruptedException {
        try (var input = process.getOutputStream()) {
            input.write(WorkerMain.END);
        }
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new DemoFailure("the worker process " + pid() + " did not end within " + PATIENCE);
        }
    }

    /** Whatever made the demo give up, perhaps the end of its database: the worker is not left behind. */
    @Override
    public void close() throws InterruptedException {
        kill();
    }
}

package dev.penstock.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A second JVM with the class path of this one, for tests that need a process to kill. */
public final class ChildJvm implements AutoCloseable {

    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(30);

    private final Process process;
    private final BufferedReader lines;

    private ChildJvm(Process process) {
        this.process = process;
        this.lines = process.inputReader(UTF_8);
    }

    /** Starts {@code main}, which talks through {@link #tell}; what it logs goes to the log of the tests. */
    public static ChildJvm start(Class<?> main, Object... arguments) throws IOException {
        return start(Map.of(), main, arguments);
    }

    /** As above, in a process with these environment variables besides. */
    public static ChildJvm start(Map<String, String> environment, Class<?> main, Object... arguments)
            throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start());
    }

    /** In the child: says a line to the test. */
    public static void tell(String line) {
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8).println(line);
    }

    /** In the child: returns when the test closes it. */
    public static void awaitEnd() throws IOException {
        System.in.transferTo(PrintStream.nullOutputStream());
    }

    /** The next line that the child tells. */
    public String hear() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the child ended without a further line, see its error output");
        }
        return line;
    }

    public long pid() {
        return process.pid();
    }

    /** {@code kill -9}: nothing of the child's own runs any more. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    /** {@code kill -TERM}: shutdown hooks run. Does not wait for the exit. */
    public void terminate() {
        // By its handle, because Process.destroy would also close the child's standard input.
        process.toHandle().destroy();
    }

    /** Lets {@link #awaitEnd} return. Does not wait for the exit. */
    public void end() throws IOException {
        process.getOutputStream().close();
    }

    public boolean exitsWithin(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toMillis(), MILLISECONDS);
    }

    /** The exit status of a child that has exited; 137 after {@code kill -9}. */
    public int exitStatus() {
        return process.exitValue();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        end();
        awaitExit();
    }

    public void awaitExit() throws InterruptedException {
        if (!exitsWithin(EXIT_TIMEOUT)) {
            process.destroyForcibly();
            throw new IllegalStateException("child " + process.pid() + " had to be killed");
        }
    }
}

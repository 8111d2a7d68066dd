package dev.penstock.postgres.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. */
final class Command {

    private static final int END_LINES = 8;

    private Command() {}

    /**
     * What the program said and how it ended.
     *
     * @param status the exit status; 127 when there is no such program
     * @param output both streams, as text
     */
    record Result(int status, String output) {

        boolean succeeded() {
            return status == 0;
        }

        /** The last lines, where a program says why it gave up. */
        String end() {
            var lines = output.strip().lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - END_LINES), lines.size()));
        }
    }

    /** Runs the program in {@code directory}; it is killed when it takes longer than {@code timeout}. */
    static Result run(List<String> command, Path directory, Duration timeout) throws InterruptedException {
        Process process;
        try {
            process = start(command, directory);
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        }
        var killer = CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        killer.execute(process::destroyForcibly);
        try (var out = process.getInputStream()) {
            String output = new String(out.readAllBytes(), UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            return new Result(process.waitFor(), "its output could not be read: " + e.getMessage());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** The program with both streams in one and nothing to read. */
    static Process start(List<String> command, Path directory) throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        // PGDATA, PGPORT, PGOPTIONS ... of a developer's shell are meant for another server.
        environment.keySet().removeIf(name -> name.startsWith("PG"));
        // Messages are read by this package; they must not depend on the user's language.
        environment.put("LC_ALL", "C");
        var process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    static List<String> of(List<String> prefix, Object... command) {
        var words = new ArrayList<>(prefix);
        for (Object word : command) {
            words.add(word.toString());
        }
        return words;
    }
}

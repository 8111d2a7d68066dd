package dev.penstock.bench.chaos;

import dev.penstock.workflow.Run;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which result of each step the executions of a run have gone past: a line for each, in a file of the worker's own that outlives
 * it. Nothing in the database knows that, so a record that is lost after it was acknowledged, and made anew with another
 * result, shows nowhere else.
 */
final class Sights {

    private static final String STOP = "|";
    private static final String SUFFIX = ".saw";

    private final PrintStream lines;

    private Sights(PrintStream lines) {
        this.lines = lines;
    }

    /** Of a process that executes nothing. */
    static Sights none() {
        return new Sights(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    static Sights of(Path file) throws IOException {
        return new Sights(new PrintStream(new FileOutputStream(file.toFile()), true, StandardCharsets.UTF_8));
    }

    static Path file(Path folder, String worker) {
        return folder.resolve(worker + SUFFIX);
    }

    /** Those of another chaos that had the same folder. */
    static void clear(Path folder) throws IOException {
        for (var file : files(folder)) {
            Files.delete(file);
        }
    }

    static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        }
    }

    /** Says what a step returned to the workflow's code, and returns it. */
    String saw(Run run, String step, String result) {
        var line = String.join("\t", run.tenant(), run.id().toString(), step, result, STOP);
        synchronized (lines) {
            lines.println(line);
        }
        return result;
    }

    /** A row to copy; nothing where the worker's death has cut the line off. */
    static Optional<String> row(String line) {
        return line.endsWith("\t" + STOP) && line.split("\t", -1).length == 5
                ? Optional.of(line.substring(0, line.length() - STOP.length() - 1))
                : Optional.empty();
    }
}

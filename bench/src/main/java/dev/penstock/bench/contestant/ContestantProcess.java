package dev.penstock.bench.contestant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The parent's end of one contestant's JVM. */
public final class ContestantProcess implements AutoCloseable {

    /** A lap ends when its last run does, which under heavy load is long after its time is up. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Entrant entrant;
    private final Path log;
    private final Process process;
    private final PrintStream orders;
    private final BufferedReader answers;

    private ContestantProcess(Entrant entrant, Path log, Process process) {
        this.entrant = entrant;
        this.log = log;
        this.process = process;
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts the JVM of this contestant, with the class path of this one and its log in {@code folder}. */
    public static ContestantProcess start(Entrant entrant, Path folder, List<String> jvmOptions) throws IOException {
        return start(entrant, entrant.id(), folder, jvmOptions);
    }

    /** One of several of the same contestant, told apart by a name. */
    public static ContestantProcess start(Entrant entrant, String name, Path folder, List<String> jvmOptions)
            throws IOException {
        var log = folder.resolve(name + ".log");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), ContestantMain.class.getName(), entrant.name()));
        var process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        return new ContestantProcess(entrant, log, process);
    }

    public Entrant entrant() {
        return entrant;
    }

    /** Opens the contestant, or closes and opens it again with another setting; the JVM stays warm. */
    public Map<String, String> open(Setting setting) {
        return order("open", setting, new TypeReference<>() {});
    }

    public Lap lap(Load load) {
        return order("lap", load, new TypeReference<>() {});
    }

    /** Starts a flight recording. */
    public void record() {
        order("record", true, new TypeReference<Boolean>() {});
    }

    /** Ends the flight recording and writes it to this file. */
    public void dump(Path file) {
        order("dump", file.toString(), new TypeReference<Boolean>() {});
    }

    private <T> T order(String verb, Object argument, TypeReference<T> type) {
        orders.println(verb + " " + JSON.writeValueAsString(argument));
        var line = answer(verb);
        if (!line.startsWith("ok ")) {
            throw new IllegalStateException(entrant.title() + ": " + line + ", see " + log);
        }
        return JSON.readValue(line.substring(3), type);
    }

    private String answer(String verb) {
        try (var reader = Executors.newVirtualThreadPerTaskExecutor()) {
            var line = CompletableFuture.supplyAsync(this::readLine, reader);
            try {
                return line.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        entrant.title() + " did not answer '" + verb + "' within " + PATIENCE + ", see " + log, e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(entrant.title() + " ended during '" + verb + "', see " + log, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private String readLine() {
        try {
            var line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("no answer");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the JVM: politely by the end of its input, by force after a while. */
    @Override
    public void close() {
        orders.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

package dev.penstock.bench.trial;

import dev.penstock.bench.server.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Starts trials in JVMs of their own, and how they tell what they found: lines for people, and lines for the record. */
public final class Trials {

    private static final String RECORD = "{";

    private Trials() {}

    /** In the trial's JVM: a line about one thing. */
    // The annotation that it wants is in a library that nothing else here needs.
    @SuppressWarnings("AnnotateFormatMethod")
    public static void tell(String what, String format, Object... values) {
        System.out.println(
                what + " ".repeat(Math.max(1, 15 - what.length())) + new Formatter(Locale.ROOT).format(format, values));
    }

    /** In the trial's JVM: the same for the record, as names and values by turns. */
    public static void record(String trial, Object... namesAndValues) {
        var record = new LinkedHashMap<String, Object>();
        record.put("trial", trial);
        for (int at = 0; at < namesAndValues.length; at += 2) {
            record.put(namesAndValues[at].toString(), namesAndValues[at + 1]);
        }
        System.out.println(JsonMapper.shared().writeValueAsString(record));
    }

    /** Of sorted values; 100 is the largest. */
    public static long percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    /** The command of a JVM like this one, to be completed with arguments. */
    public static List<String> jvm(List<String> options, Class<?> main) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    /** Runs {@code main} on a new database, with its address and {@code arguments}; what it tells is passed on. */
    public static int run(Server server, Where where, Class<?> main, String name, Object... arguments)
            throws IOException, InterruptedException, SQLException {
        var database = "penstock_bench_" + name;
        try {
            server.recreate(database);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make the database " + database + ": " + e.getMessage(), e);
        }
        var command = jvm(where.jvmOptions(), main);
        command.addAll(List.of(server.url(database), server.user(), server.password()));
        for (var argument : arguments) {
            command.add(argument.toString());
        }
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // Also when the bench is interrupted.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(RECORD)) {
                    where.record(
                            server, JsonMapper.shared().readValue(line, new TypeReference<Map<String, Object>>() {}));
                } else {
                    System.out.println(line);
                }
            }
        }
        return process.waitFor();
    }
}

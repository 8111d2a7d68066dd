package dev.penstock.bench.queue;

import dev.penstock.bench.server.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** Starts trials in JVMs of their own, and how they tell what they found. */
final class Trials {

    private Trials() {}

    /** A line about one thing. */
    // The annotation that it wants is in a library that nothing else here needs.
    @SuppressWarnings("AnnotateFormatMethod")
    static void tell(String what, String format, Object... values) {
        System.out.println(
                what + " ".repeat(Math.max(1, 15 - what.length())) + new Formatter(Locale.ROOT).format(format, values));
    }

    /** Of sorted values; 100 is the largest. */
    static long percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    /** Runs {@code main} on a new database, with its address and {@code arguments}; what it tells is passed on. */
    static int run(Server server, Class<?> main, String name, List<String> jvmOptions, Object... arguments)
            throws IOException, InterruptedException {
        var database = "penstock_bench_" + name;
        try {
            server.recreate(database);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException("cannot make the database " + database + ": " + e.getMessage(), e);
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(server.url(database), server.user(), server.password()));
        for (var argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}

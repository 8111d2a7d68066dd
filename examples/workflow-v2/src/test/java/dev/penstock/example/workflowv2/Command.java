package dev.penstock.example.workflowv2;

import dev.penstock.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code penstock citus apply} in a JVM of its own, which is killed. */
final class Command {

    private static final int REFUSED = 4;
    private static final int ASKED_AT_MOST = 4;

    private final Path plan;
    private final Path said;
    private final String url;
    private boolean confirmed;
    private int asked;

    /** How a process ended. */
    enum End {
        /** At some instant. */
        KILLED,
        /** The journal says that the operation has begun, and nothing of it has. */
        KILLED_BEGUN,
        /** The operation is carried out, and the journal does not say so. */
        KILLED_WORKED,
        /** The journal says that the operation is done, and the next one has not begun. */
        KILLED_DONE,
        /** It waits for a person. */
        ASKED,
        /** Everything is done. */
        DONE
    }

    Command(Scene scene, Path folder) {
        plan = scene.planFile(folder);
        said = folder.resolve("said.txt");
        url = scene.cluster.jdbcUrl();
    }

    /** From now on a person has confirmed everything. */
    void confirm() {
        confirmed = true;
    }

    /** Kills it so many milliseconds after it has begun with the first operation that is not done. */
    End killedAfter(long millis) throws IOException, InterruptedException {
        var process = start(ProcessBuilder.Redirect.PIPE);
        var reader = Thread.ofVirtual().unstarted(() -> {});
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("\"event\":\"planned\"")) {
                    reader = Thread.ofVirtual().start(() -> drain(lines));
                    break;
                }
            }
            boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
            var end = ended ? end(process) : kill(process);
            reader.join();
            return end;
        }
    }

    /**
     * Kills it at the operation that {@code halt} was told.
     *
     * @param written whether what it writes into its journal there is written when it dies, or is not
     */
    End killedAt(Halt halt, boolean written) throws IOException, InterruptedException, SQLException {
        var process = start(ProcessBuilder.Redirect.DISCARD);
        try {
            var at = halt.await(process);
            if (at == null) {
                return end(process);
            }
            if (at == Halt.At.BEGUN || written) {
                signal(process, "STOP");
                halt.release(at);
                kill(process);
            } else {
                kill(process);
                halt.drop(at);
            }
            return at == Halt.At.BEGUN ? End.KILLED_BEGUN : written ? End.KILLED_DONE : End.KILLED_WORKED;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Lets it run to its end. */
    End uninterrupted() throws IOException, InterruptedException {
        return end(start(ProcessBuilder.Redirect.DISCARD));
    }

    private static void signal(Process process, String signal) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("kill -" + signal + " ended with " + status);
        }
    }

    /** So that it is never held up by a full pipe; the end of the process is the end of this. */
    private static void drain(BufferedReader lines) {
        try {
            while (lines.readLine() != null) {
                // What it says does not matter any more.
            }
        } catch (IOException killed) {
            // Its pipe went with it.
        }
    }

    private End kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
        return End.KILLED;
    }

    private End end(Process process) throws IOException, InterruptedException {
        int status = process.waitFor();
        if (status == 0) {
            return End.DONE;
        }
        String message = Files.readString(said);
        if (status == REFUSED && message.contains("--confirm") && asked++ < ASKED_AT_MOST) {
            return End.ASKED;
        }
        throw new AssertionError("apply ended with " + status + ": " + message);
    }

    private Process start(ProcessBuilder.Redirect out) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "citus",
                "apply",
                plan.toString(),
                "--json",
                "--long-transaction",
                "3600",
                "--throttle",
                "0.5"));
        if (confirmed) {
            WorkflowPlan.GATES.forEach(gate -> command.addAll(List.of("--confirm", gate)));
        }
        var builder = new ProcessBuilder(command).redirectError(said.toFile()).redirectOutput(out);
        builder.environment().put("PENSTOCK_URL", url);
        return builder.start();
    }
}

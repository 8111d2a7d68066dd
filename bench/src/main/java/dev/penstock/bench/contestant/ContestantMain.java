package dev.penstock.bench.contestant;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JVM of one contestant. Orders are lines of a verb and an argument; the answer is {@code ok} with a JSON value or
 * {@code failed} with a reason. It ends when its standard input does, so it never outlives the parent.
 */
public final class ContestantMain {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Entrant entrant;
    private @Nullable Contestant contestant;
    private @Nullable Recording recording;

    private ContestantMain(Entrant entrant) {
        this.entrant = entrant;
    }

    public static void main(String[] args) throws Exception {
        // Standard output belongs to the answers; whatever a library prints goes to the log.
        try (var answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
            System.setOut(System.err);
            var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            var self = new ContestantMain(Entrant.valueOf(args[0]));
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                answers.println(self.answer(line));
            }
            self.close();
        }
        // Threads that a contestant leaves behind must not keep the JVM.
        System.exit(0);
    }

    private String answer(String line) {
        int blank = line.indexOf(' ');
        try {
            return "ok " + JSON.writeValueAsString(obey(line.substring(0, blank), line.substring(blank + 1)));
        } catch (Exception e) {
            e.printStackTrace();
            return "failed " + e.toString().replace('\n', ' ');
        }
    }

    private Object obey(String verb, String argument) throws Exception {
        return switch (verb) {
            case "open" -> open(JSON.readValue(argument, Setting.class));
            case "lap" -> opened().lap(JSON.readValue(argument, Load.class));
            case "record" -> startRecording();
            case "dump" -> dump(Path.of(JSON.readValue(argument, String.class)));
            case "close" -> close();
            default -> throw new IllegalArgumentException("no such order: " + verb);
        };
    }

    private Map<String, String> open(Setting setting) throws Exception {
        close();
        contestant = entrant.open(setting);
        return contestant.setUp();
    }

    private Contestant opened() {
        if (contestant == null) {
            throw new IllegalStateException(entrant.title() + " has not been opened");
        }
        return contestant;
    }

    private boolean startRecording() throws Exception {
        recording = new Recording(Configuration.getConfiguration("profile"));
        // Counts time in system calls too, which is where a database client spends it; older JVMs do not know it.
        recording.enable("jdk.CPUTimeSample").with("throttle", "2ms");
        recording.start();
        return true;
    }

    private boolean dump(Path file) throws Exception {
        if (recording == null) {
            throw new IllegalStateException("nothing was recorded");
        }
        recording.stop();
        recording.dump(file);
        recording.close();
        recording = null;
        return true;
    }

    private boolean close() throws Exception {
        if (contestant != null) {
            contestant.close();
            contestant = null;
        }
        return true;
    }
}

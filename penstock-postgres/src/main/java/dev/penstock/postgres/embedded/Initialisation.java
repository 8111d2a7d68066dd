package dev.penstock.postgres.embedded;

import static dev.penstock.failure.ErrorCode.EMBEDDED_START_FAILED;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.penstock.failure.PenstockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * Makes the files of a new server. They are made in a folder beside the final one and moved there whole, so a process
 * that is killed half way leaves nothing that the next one could mistake for data.
 */
final class Initialisation {

    static final String USER = "penstock";

    /** Each attempt has a name of its own: an initdb that fails deletes what it made, by name. */
    private static final String UNFINISHED = "initialising-";

    private static final Duration LEFTOVERS_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration INITDB_TIMEOUT = Duration.ofMinutes(5);
    private static final int PASSWORD_BYTES = 24;

    private Initialisation() {}

    /** Errors: initdb fails → {@code PEN-5004} with what it said. */
    static void run(ServerHome home, Binaries binaries, Privileges privileges)
            throws IOException, InterruptedException {
        Path directory = Objects.requireNonNull(home.root().getParent());
        deleteLeftovers(directory);
        var fresh = new ServerHome(Files.createTempDirectory(directory, UNFINISHED));
        privileges.own(fresh.root());
        ServerHome.write(fresh.passwordFile(), newPassword() + "\n", privileges);
        initdb(fresh, binaries, privileges);
        ServerHome.force(fresh.root());
        Files.move(fresh.root(), home.root(), ATOMIC_MOVE);
        ServerHome.force(directory);
    }

    /** An initdb that outlives its killed owner may still write, and notices only when its files are gone. */
    static void deleteLeftovers(Path directory) throws IOException, InterruptedException {
        var deadline = Deadline.after(LEFTOVERS_TIMEOUT);
        while (true) {
            try (var folders = Files.newDirectoryStream(directory, UNFINISHED + "*")) {
                for (Path folder : folders) {
                    FileTree.delete(folder);
                }
                return;
            } catch (IOException e) {
                if (deadline.passed()) {
                    throw e;
                }
            }
            deadline.pause();
        }
    }

    private static void initdb(ServerHome fresh, Binaries binaries, Privileges privileges)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(privileges.command(binaries.program("initdb")));
        command.addAll(List.of("--pgdata", fresh.data().toString()));
        command.addAll(
                List.of("--username", USER, "--pwfile", fresh.passwordFile().toString()));
        command.addAll(List.of("--auth", "scram-sha-256", "--data-checksums", "--no-instructions"));
        command.addAll(locale(binaries));
        var said = Command.run(command, fresh.root(), INITDB_TIMEOUT);
        if (!said.succeeded()) {
            throw new PenstockException(
                    EMBEDDED_START_FAILED,
                    "initdb of PostgreSQL " + binaries.version() + " failed in " + fresh.data() + " (exit status "
                            + said.status() + "). " + Advice.on(said.output(), "") + " It ended saying:\n"
                            + said.end());
        }
    }

    /** PostgreSQL's own C.UTF-8 sorts and folds alike on every system; before 17 it had none, and C is the nearest. */
    private static List<String> locale(Binaries binaries) {
        var utf8 = List.of("--encoding", "UTF8", "--locale", "C");
        if (Integer.parseInt(binaries.major()) < 17) {
            return utf8;
        }
        return Command.of(utf8, "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8");
    }

    private static String newPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}

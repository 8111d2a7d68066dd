package dev.penstock.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user of this machine. */
record Account(int uid, int gid, String name) {

    private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(10);

    static Account ownerOf(Path path) throws IOException {
        return new Account(
                (int) Files.getAttribute(path, "unix:uid"),
                (int) Files.getAttribute(path, "unix:gid"),
                Files.getOwner(path).getName());
    }

    /** The first that exists of the accounts that are there to own little, or null. */
    static @Nullable Account unprivileged() throws InterruptedException {
        for (String name : List.of("postgres", "nobody")) {
            var uid = id("-u", name);
            var gid = id("-g", name);
            if (uid.succeeded() && gid.succeeded()) {
                return new Account(number(uid), number(gid), name);
            }
        }
        return null;
    }

    boolean isRoot() {
        return uid == 0;
    }

    /** The ways to run a command as this user, best first. */
    List<List<String>> prefixes(Privileges.Tools tools) {
        return List.of(
                List.of(tools.setpriv(), "--reuid=" + uid, "--regid=" + gid, "--clear-groups"),
                List.of(tools.runuser(), "-u", name, "--"));
    }

    private static Command.Result id(String option, String name) throws InterruptedException {
        return Command.run(List.of("id", option, name), Path.of("/"), LOOKUP_TIMEOUT);
    }

    private static int number(Command.Result result) {
        return Integer.parseInt(result.output().strip());
    }
}

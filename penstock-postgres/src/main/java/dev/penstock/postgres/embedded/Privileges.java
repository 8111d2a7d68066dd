package dev.penstock.postgres.embedded;

import static dev.penstock.failure.ErrorCode.EMBEDDED_NEEDS_UNPRIVILEGED_USER;

import dev.penstock.failure.PenstockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the server's programs are started, because PostgreSQL refuses to run as root and a container or a CI job often is.
 *
 * <p>Anybody else starts them as they are. Root starts them in a user namespace, where root is nobody in particular and
 * yet owns its files; where that is forbidden, as an unprivileged account that owns the server's files. Once the files
 * exist their owner decides, so the way does not change from one start to the next.
 *
 * @param prefix the words before every command
 * @param account who owns the server's files, or null for the user of this process
 */
record Privileges(List<String> prefix, @Nullable Account account) {

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

    /** The programs that give privileges away; tests name ones that do not exist. */
    record Tools(String unshare, String setpriv, String runuser) {
        static final Tools SYSTEM = new Tools("unshare", "setpriv", "runuser");
    }

    static Privileges choose(Path directory, ServerHome home, Tools tools) throws IOException, InterruptedException {
        var own = new Privileges(List.of(), null);
        if (!isRoot()) {
            return own;
        }
        var owner = home.exists() ? Account.ownerOf(home.data()) : null;
        boolean ownedByRoot = owner == null || owner.isRoot();
        var namespace = new Privileges(List.of(tools.unshare, "-U"), null);
        if (ownedByRoot && namespace.can(directory, "true")) {
            return namespace;
        }
        if (owner != null && ownedByRoot) {
            throw refused("the data in " + home.data() + " belong to root, but " + tools.unshare
                    + " -U is not permitted here; permit user namespaces, or give the data to another user:"
                    + " chown -R postgres " + home.root());
        }
        return owner != null ? of(owner, directory, tools) : of(Account.unprivileged(), directory, tools);
    }

    private static Privileges of(@Nullable Account account, Path directory, Tools tools) throws InterruptedException {
        if (account == null) {
            throw refused("neither a user 'postgres' nor a user 'nobody' exists to run it as; add one");
        }
        for (var prefix : account.prefixes(tools)) {
            var privileges = new Privileges(prefix, account);
            if (privileges.can(directory, "true")) {
                privileges.requireReach(directory);
                return privileges;
            }
        }
        throw refused("none of '" + tools.unshare + " -U', '" + tools.setpriv + "' and '" + tools.runuser
                + "' works here to give the privileges away; install util-linux, permit user namespaces, start this"
                + " process as another user, or use a PostgreSQL server by URL");
    }

    private void requireReach(Path directory) throws InterruptedException {
        if (!canReach(directory)) {
            throw refused("user " + Objects.requireNonNull(account).name() + ", whom it would run as, cannot enter "
                    + directory + "; choose a directory that every user can reach, such as /var/lib/penstock, or"
                    + " permit user namespaces (unshare -U)");
        }
    }

    /** Whether the server's user can enter the directory. Cost: up to one process. */
    boolean canReach(Path directory) throws InterruptedException {
        return account == null || can(Path.of("/"), "sh", "-c", "cd \"$1\"", "sh", directory);
    }

    /** Gives the file to the server's user. */
    void own(Path path) throws IOException {
        if (account != null) {
            Files.setAttribute(path, "unix:uid", account.uid());
        }
    }

    List<String> command(Object... words) {
        return Command.of(prefix, words);
    }

    private boolean can(Path directory, Object... words) throws InterruptedException {
        return Command.run(command(words), directory, PROBE_TIMEOUT).succeeded();
    }

    private static boolean isRoot() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self)
                ? Account.ownerOf(self).isRoot()
                : System.getProperty("user.name", "").equals("root");
    }

    private static PenstockException refused(String why) {
        return new PenstockException(EMBEDDED_NEEDS_UNPRIVILEGED_USER, "PostgreSQL does not run as root, and " + why);
    }
}

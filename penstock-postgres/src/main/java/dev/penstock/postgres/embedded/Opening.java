package dev.penstock.postgres.embedded;

import static dev.penstock.failure.ErrorCode.EMBEDDED_DIRECTORY_UNUSABLE;
import static dev.penstock.failure.ErrorCode.EMBEDDED_START_FAILED;

import dev.penstock.failure.PenstockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.function.IntSupplier;

/** The way from a directory to a running server, under the directory's lock. */
final class Opening {

    private static final int CONNECT_SECONDS_MAX = 5;

    private final Path directory;
    private final EmbeddedOptions options;
    private final Privileges.Tools tools;
    private final IntSupplier freePorts;

    Opening(Path directory, EmbeddedOptions options, Privileges.Tools tools, IntSupplier freePorts) {
        this.directory = directory;
        this.options = options;
        this.tools = tools;
        this.freePorts = freePorts;
    }

    EmbeddedPostgres open() {
        try {
            var lock = OwnerLock.acquire(prepared(directory));
            try {
                return open(lock);
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new PenstockException(
                    EMBEDDED_DIRECTORY_UNUSABLE,
                    "the embedded PostgreSQL in " + directory + " cannot be used (" + Reason.of(e) + "). "
                            + Advice.on(
                                    Reason.of(e),
                                    "Start as the user who owns these files, or choose another directory."),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PenstockException(
                    EMBEDDED_START_FAILED, "interrupted while opening the embedded PostgreSQL in " + directory, e);
        }
    }

    private EmbeddedPostgres open(OwnerLock lock) throws IOException, InterruptedException {
        Path owned = lock.directory();
        var home = new ServerHome(owned.resolve("postgres"));
        var privileges = Privileges.choose(owned, home, tools);
        var binaries = Binaries.in(bin(owned, privileges), privileges);
        if (home.exists()) {
            home.requireMajor(binaries);
        } else {
            options.progress().accept("initialising the database");
            Initialisation.run(home, binaries, privileges);
        }
        String password = home.password();
        String settings = ServerSettings.render(binaries, options.settings());
        var server = new Server(home, binaries, privileges, options.timeout());

        var adopted = adopt(server, home, settings, password);
        if (adopted.isPresent()) {
            return new EmbeddedPostgres(lock, server, adopted.get(), password, true, options);
        }
        options.progress().accept("starting PostgreSQL " + binaries.version());
        home.writeSettings(settings, privileges);
        var started = server.start(options.port() == 0 ? freePorts : options::port);
        return new EmbeddedPostgres(lock, server, started, password, false, options);
    }

    /** Keeps out of version control what is made below, when the directory is ours alone. */
    private static Path prepared(Path directory) throws IOException {
        if (directory.toString().matches("(?s).*[\"$`\\\\\n].*") && !Platform.isWindows()) {
            throw new PenstockException(
                    EMBEDDED_DIRECTORY_UNUSABLE,
                    "PostgreSQL's pg_ctl cannot handle the directory " + directory
                            + ": its name has a quote, dollar, backtick, backslash or line break");
        }
        if (Files.notExists(directory)) {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(".gitignore"), "*\n");
        }
        return directory.toRealPath();
    }

    private Path bin(Path owned, Privileges privileges) throws InterruptedException {
        if (options.pgBin() != null) {
            return options.pgBin().toAbsolutePath();
        }
        return new BinaryCache(cache(owned, privileges), options.progress()).bin();
    }

    /** The user's own cache; where there is none, or the server's user cannot reach it, one beside the data. */
    private Path cache(Path owned, Privileges privileges) throws InterruptedException {
        if (options.cache() != null) {
            return options.cache().toAbsolutePath();
        }
        var ofUser = BinaryCache.ofUser();
        return ofUser.isPresent() && canUse(ofUser.get(), privileges) ? ofUser.get() : owned.resolve("cache");
    }

    private static boolean canUse(Path cache, Privileges privileges) throws InterruptedException {
        try {
            Files.createDirectories(cache);
        } catch (IOException e) {
            return false;
        }
        return Files.isWritable(cache) && privileges.canReach(cache);
    }

    /**
     * The server that an earlier process left behind, if it is the one we would start. One with other settings, other
     * binaries or on another port is stopped, so that what the options say holds.
     */
    private Optional<PostmasterPid> adopt(Server server, ServerHome home, String settings, String password)
            throws IOException, InterruptedException {
        var deadline = Deadline.after(options.timeout());
        while (true) {
            var found = server.findRunning();
            if (found.isEmpty()) {
                return found;
            }
            boolean samePort =
                    options.port() == 0 || options.port() == found.get().port();
            if (!samePort || !home.hasSettings(settings)) {
                server.stop();
                return Optional.empty();
            }
            try {
                connect(found.get(), password);
                return found;
            } catch (SQLException e) {
                server.requireTime(deadline, found.get(), "does not accept connections (" + e.getMessage() + ")");
            }
            deadline.pause();
        }
    }

    private void connect(PostmasterPid running, String password) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", Initialisation.USER);
        properties.setProperty("password", password);
        long seconds = Math.clamp(options.timeout().toSeconds(), 1, CONNECT_SECONDS_MAX);
        properties.setProperty("loginTimeout", Long.toString(seconds));
        DriverManager.getConnection(EmbeddedPostgres.url(running.port()), properties)
                .close();
    }
}

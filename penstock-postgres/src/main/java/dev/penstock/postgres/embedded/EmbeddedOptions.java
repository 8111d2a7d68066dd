package dev.penstock.postgres.embedded;

import static dev.penstock.failure.ErrorCode.INVALID_OPTION;

import dev.penstock.failure.PenstockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How an embedded PostgreSQL is run. Immutable.
 *
 * <p>Shape: port 0 (any free one) to 65535; setting names in lower case, without {@code port}; timeout more than zero.
 * Errors: anything else is refused with {@code PEN-1010}.
 *
 * @param port where the server listens on 127.0.0.1; 0 for any free port
 * @param settings server parameters, over those that a workflow store is given by default
 * @param pgBin the {@code bin} folder of an installed PostgreSQL; null for the binaries on the class path
 * @param cache where the binaries of the class path are unpacked; null for the user's cache folder
 * @param stopOnClose whether closing stops the server; otherwise it is left running for the next process
 * @param stopOnExit whether the server is also stopped when the JVM exits in good order without having closed it
 * @param timeout for the server to start and to stop; a start after a crash replays up to {@code max_wal_size} of log
 * @param progress told in a few words what takes time: "unpacking ...", "initialising ...", "starting ..."; called
 *     on the opening thread
 */
public record EmbeddedOptions(
        int port,
        Map<String, String> settings,
        @Nullable Path pgBin,
        @Nullable Path cache,
        boolean stopOnClose,
        boolean stopOnExit,
        Duration timeout,
        Consumer<String> progress) {

    private static final int PORT_MAX = 65_535;
    private static final EmbeddedOptions DEFAULTS =
            new EmbeddedOptions(0, Map.of(), null, null, true, true, Duration.ofSeconds(60), said -> {});

    public EmbeddedOptions {
        if (port < 0 || port > PORT_MAX) {
            throw refused("port " + port, "0 to " + PORT_MAX);
        }
        if (!timeout.isPositive()) {
            throw refused("timeout " + timeout, "more than zero");
        }
        for (String name : settings.keySet()) {
            if (!name.matches("[a-z_][a-z0-9_.]*") || name.equals("port")) {
                throw refused("setting " + name, "a server parameter in lower case; the port has an option of its own");
            }
        }
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /** Any free port, the binaries on the class path, stopped when closed. */
    public static EmbeddedOptions defaults() {
        return DEFAULTS;
    }

    public EmbeddedOptions withPort(int port) {
        return new EmbeddedOptions(port, settings, pgBin, cache, stopOnClose, stopOnExit, timeout, progress);
    }

    /** Sets one server parameter, for example {@code withSetting("work_mem", "16MB")}. */
    public EmbeddedOptions withSetting(String name, String value) {
        var more = new TreeMap<>(settings);
        more.put(name, value);
        return new EmbeddedOptions(port, more, pgBin, cache, stopOnClose, stopOnExit, timeout, progress);
    }

    public EmbeddedOptions withPgBin(Path pgBin) {
        return new EmbeddedOptions(port, settings, pgBin, cache, stopOnClose, stopOnExit, timeout, progress);
    }

    public EmbeddedOptions withCache(Path cache) {
        return new EmbeddedOptions(port, settings, pgBin, cache, stopOnClose, stopOnExit, timeout, progress);
    }

    public EmbeddedOptions withStopOnClose(boolean stopOnClose) {
        return new EmbeddedOptions(port, settings, pgBin, cache, stopOnClose, stopOnExit, timeout, progress);
    }

    /** False when the owner stops its own use of the server in a shutdown hook and closes the server after that. */
    public EmbeddedOptions withStopOnExit(boolean stopOnExit) {
        return new EmbeddedOptions(port, settings, pgBin, cache, stopOnClose, stopOnExit, timeout, progress);
    }

    public EmbeddedOptions withTimeout(Duration timeout) {
        return new EmbeddedOptions(port, settings, pgBin, cache, stopOnClose, stopOnExit, timeout, progress);
    }

    public EmbeddedOptions withProgress(Consumer<String> progress) {
        return new EmbeddedOptions(port, settings, pgBin, cache, stopOnClose, stopOnExit, timeout, progress);
    }

    private static PenstockException refused(String found, String accepted) {
        return new PenstockException(INVALID_OPTION, "embedded PostgreSQL with " + found + "; accepted is " + accepted);
    }
}

package dev.penstock.postgres.embedded;

import static dev.penstock.failure.ErrorCode.EMBEDDED_NO_BINARIES;

import dev.penstock.failure.PenstockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Programs of one PostgreSQL that have been seen to run on this machine.
 *
 * @param version as the server tells it, such as {@code 18.6}
 * @param major the part of it that the format of the data depends on
 */
record Binaries(Path bin, String version, String major) {

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ((\\d+)\\S*)");
    private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(10);

    /** Errors: the server does not even tell its version → {@code PEN-5003}. Cost: one short process. */
    static Binaries in(Path bin, Privileges privileges) throws InterruptedException {
        var said = Command.run(privileges.command(program(bin, "postgres"), "-V"), Path.of("/"), VERSION_TIMEOUT);
        var version = VERSION.matcher(said.output());
        if (!said.succeeded() || !version.find()) {
            throw new PenstockException(
                    EMBEDDED_NO_BINARIES,
                    "PostgreSQL in " + bin + " does not run on this machine (exit status " + said.status() + "): "
                            + said.output().strip() + "; " + advice(said.output()));
        }
        return new Binaries(bin, version.group(1), version.group(2));
    }

    Path program(String name) {
        return program(bin, name);
    }

    private static Path program(Path bin, String name) {
        return bin.resolve(Platform.isWindows() ? name + ".exe" : name);
    }

    private static String advice(String output) {
        if (output.contains("GLIBC") || output.contains("shared libraries")) {
            return "it needs a newer C library than this system has: name an installed PostgreSQL by the pgBin option,"
                    + " or use a server by URL";
        }
        return "delete that folder if Penstock unpacked it (it is unpacked again), or name an installed PostgreSQL by"
                + " the pgBin option";
    }
}

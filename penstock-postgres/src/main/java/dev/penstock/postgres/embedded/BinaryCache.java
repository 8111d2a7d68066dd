package dev.penstock.postgres.embedded;

import static dev.penstock.failure.ErrorCode.EMBEDDED_DIRECTORY_UNUSABLE;
import static dev.penstock.failure.ErrorCode.EMBEDDED_NO_BINARIES;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.penstock.failure.PenstockException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the binaries of the class path are unpacked, once per archive and user.
 *
 * <p>A folder is named after the platform and the checksum of its archive: the archive does not tell its version, and
 * which version the class path holds is the application's choice. An archive is unpacked to a folder of its own and
 * then moved, so any number of processes may do it at once; the first one's folder is everybody's.
 */
final class BinaryCache {

    private final Path root;
    private final Consumer<String> progress;

    BinaryCache(Path root, Consumer<String> progress) {
        this.root = root;
        this.progress = progress;
    }

    /**
     * The user's folder for things that can be made again: below {@code $XDG_CACHE_HOME} or {@code ~/.cache}. Nothing for
     * a user who has neither, such as the arbitrary one of a container.
     */
    static Optional<Path> ofUser() {
        return absolute(System.getenv("XDG_CACHE_HOME"))
                .or(() -> absolute(System.getenv("HOME"))
                        .or(() -> absolute(System.getProperty("user.home")))
                        .map(home -> home.resolve(".cache")))
                .map(caches -> caches.resolve("penstock"));
    }

    private static Optional<Path> absolute(@Nullable String path) {
        return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
    }

    /**
     * The {@code bin} folder of this platform's binaries.
     *
     * <p>Errors: none on the class path → {@code PEN-5003}; no place to unpack them → {@code PEN-5006}. Cost: one to two
     * seconds and 75 MB the first time, a look at two files from then on.
     */
    Path bin() {
        var platform = Platform.current()
                .orElseThrow(() -> noBinaries("PostgreSQL is not published ready-built for "
                        + System.getProperty("os.name") + " on " + System.getProperty("os.arch")));
        URL archive = BinaryCache.class.getClassLoader().getResource(platform.archive());
        if (archive == null) {
            throw noBinaries("no PostgreSQL for this machine is on the class path; add the Maven dependency "
                    + platform.coordinates() + " (runtime scope)");
        }
        return unpacked(platform.artifact(), archive).resolve("bin");
    }

    /** The folder with what is in the archive. */
    Path unpacked(String platform, URL archive) {
        try {
            Path folder = root.resolve("postgres-" + platform + "-" + checksum(archive));
            if (!Files.exists(folder)) {
                progress.accept("unpacking PostgreSQL (once per user)");
                unpack(archive, folder);
            }
            return folder;
        } catch (IOException e) {
            throw new PenstockException(
                    EMBEDDED_DIRECTORY_UNUSABLE,
                    "PostgreSQL cannot be unpacked into " + root + " (" + Reason.of(e)
                            + "); it needs 80 MB there, or another place: XDG_CACHE_HOME, or the cache option",
                    e);
        }
    }

    private void unpack(URL archive, Path folder) throws IOException {
        Files.createDirectories(root);
        Path fresh = Files.createTempDirectory(root, "unpacking-");
        try {
            deleteLeftovers(fresh);
            TarXz.permit(fresh, "rwxr-xr-x");
            try (var in = archive.openStream()) {
                TarXz.unpack(in, fresh);
            }
            move(fresh, folder);
        } finally {
            FileTree.delete(fresh);
        }
    }

    private static void move(Path fresh, Path folder) throws IOException {
        try {
            Files.move(fresh, folder, ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** What killed processes left behind: no unpacking takes an hour. Ages are told by the file system's own clock. */
    private void deleteLeftovers(Path fresh) throws IOException {
        var hourAgo = Files.getLastModifiedTime(fresh).toInstant().minus(Duration.ofHours(1));
        try (var folders = Files.newDirectoryStream(root, "unpacking-*")) {
            for (Path folder : folders) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(hourAgo)) {
                    FileTree.delete(folder);
                }
            }
        }
    }

    /** Without reading the archive where it lies in a jar: the jar's table of contents has the checksum. */
    private static String checksum(URL archive) throws IOException {
        long checksum = archive.openConnection() instanceof JarURLConnection jar
                ? jar.getJarEntry().getCrc()
                : read(archive);
        return Long.toHexString(checksum);
    }

    private static long read(URL archive) throws IOException {
        try (var in = new CheckedInputStream(archive.openStream(), new CRC32())) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.getChecksum().getValue();
        }
    }

    private static PenstockException noBinaries(String why) {
        return new PenstockException(
                EMBEDDED_NO_BINARIES,
                why + "; or name an installed PostgreSQL by the pgBin option, or use a server by URL");
    }
}

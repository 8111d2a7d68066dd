package dev.penstock.postgres.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.tukaani.xz.XZInputStream;

/**
 * Reads a {@code .tar.xz} of files, directories and symbolic links, in the format that GNU tar writes.
 *
 * <p>Anything else in the archive is refused rather than skipped: half a server is worse than none. So is an entry that
 * would land outside the target. Damage is found by the checksums of xz.
 */
final class TarXz {

    private static final int BLOCK = 512;
    private static final int NAME_LENGTH_MAX = 4096;

    private final DataInputStream in;
    private final Path target;
    private final byte[] header = new byte[BLOCK];

    private TarXz(InputStream tar, Path target) {
        this.in = new DataInputStream(tar);
        this.target = target;
    }

    /** Writes what the archive holds below {@code target}, which exists and is empty. */
    static void unpack(InputStream archive, Path target) throws IOException {
        try (var tar = new BufferedInputStream(new XZInputStream(archive), 1 << 16)) {
            new TarXz(tar, target).unpack();
        }
    }

    private void unpack() throws IOException {
        String longName = null;
        while (nextHeader()) {
            String name = longName != null ? longName : text(0, 100);
            longName = null;
            long size = size();
            switch (header[156]) {
                case '0', 0 -> file(name, size);
                case '5' -> directory(inside(name));
                case '2' -> link(name, text(157, 100));
                case 'L' -> longName = longName(size);
                default ->
                    throw new IOException("tar entry " + name + " has unknown type '" + (char) header[156] + "'");
            }
        }
    }

    private boolean nextHeader() throws IOException {
        in.readFully(header);
        return header[0] != 0;
    }

    private void file(String name, long size) throws IOException {
        Path file = inside(name);
        directory(parent(file));
        try (var out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (long left = size; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("tar entry " + name + " ends " + left + " bytes early");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        in.skipNBytes(padding(size));
        permit(file, executable() ? "rwxr-xr-x" : "rw-r--r--");
    }

    private void directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            directory(parent(directory));
            Files.createDirectory(directory);
            permit(directory, "rwxr-xr-x");
        }
    }

    private void link(String name, String to) throws IOException {
        Path link = inside(name);
        inside(target.relativize(parent(link)).resolve(to).toString());
        directory(parent(link));
        Files.createSymbolicLink(link, Path.of(to));
    }

    private String longName(long size) throws IOException {
        if (size > NAME_LENGTH_MAX) {
            throw new IOException("tar entry with a name of " + size + " bytes");
        }
        byte[] name = in.readNBytes((int) size);
        in.skipNBytes(padding(size));
        return untilZero(name, 0, name.length);
    }

    private Path inside(String name) throws IOException {
        Path path = target.resolve(name).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("tar entry " + name + " leads outside of " + target);
        }
        return path;
    }

    private Path parent(Path path) throws IOException {
        Path parent = path.getParent();
        if (path.equals(target) || parent == null) {
            throw new IOException("tar entry names the target itself");
        }
        return parent;
    }

    /** Explicit, so that another user may run the programs whatever the umask of this process is. */
    static void permit(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    private boolean executable() throws IOException {
        return (octal(100, 8) & 0111) != 0;
    }

    private long size() throws IOException {
        return octal(124, 12);
    }

    private long octal(int offset, int length) throws IOException {
        String digits = text(offset, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("tar header with the number '" + digits + "'", e);
        }
    }

    private String text(int offset, int length) {
        return untilZero(header, offset, length);
    }

    private static String untilZero(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, UTF_8);
    }

    private static long padding(long size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }
}

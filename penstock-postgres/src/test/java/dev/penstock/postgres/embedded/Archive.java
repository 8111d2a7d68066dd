package dev.penstock.postgres.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Writes a {@code .tar.xz} as GNU tar does, and as a vandal would. */
final class Archive {

    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    Archive file(String name, int mode, String content) throws IOException {
        return entry('0', name, "", mode, content);
    }

    Archive directory(String name) throws IOException {
        return entry('5', name, "", 0755, "");
    }

    Archive link(String name, String to) throws IOException {
        return entry('2', name, to, 0777, "");
    }

    /** The name of the next entry, which the header has no room for. */
    Archive longName(String name) throws IOException {
        return entry('L', "././@LongLink", "", 0, name + "\0");
    }

    Archive entry(char type, String name, String link, int mode, String content) throws IOException {
        byte[] bytes = content.getBytes(UTF_8);
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "%07o".formatted(mode));
        put(header, 124, "%011o".formatted(bytes.length));
        header[156] = (byte) type;
        put(header, 157, link);
        put(header, 257, "ustar  ");
        tar.write(header);
        tar.write(bytes);
        tar.write(new byte[(512 - bytes.length % 512) % 512]);
        return this;
    }

    byte[] bytes() throws IOException {
        tar.write(new byte[1024]);
        var xz = new ByteArrayOutputStream();
        try (OutputStream out = new XZOutputStream(xz, new LZMA2Options(0))) {
            tar.writeTo(out);
        }
        return xz.toByteArray();
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}

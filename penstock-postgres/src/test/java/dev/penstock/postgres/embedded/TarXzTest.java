package dev.penstock.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarXzTest {

    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void target() throws IOException {
        target = Files.createDirectory(folder.resolve("target"));
    }

    @Test
    void filesFoldersAndLinksComeOutAsTheyWentIn() throws Exception {
        String large = "x".repeat(200_000);
        unpack(new Archive()
                .directory("share/")
                .file("bin/postgres", 0755, "program")
                .file("share/a/empty", 0644, "")
                .file("lib/libpq.so.5.18", 0644, large)
                .link("lib/libpq.so", "libpq.so.5.18"));

        assertThat(target.resolve("bin/postgres")).hasContent("program").isExecutable();
        assertThat(permissions("bin")).isEqualTo("rwxr-xr-x");
        assertThat(target.resolve("share/a/empty")).isEmptyFile();
        assertThat(permissions("share/a/empty")).isEqualTo("rw-r--r--");
        assertThat(target.resolve("lib/libpq.so")).isSymbolicLink().hasContent(large);
    }

    @Test
    void namesThatTheHeaderHasNoRoomForAreRead() throws Exception {
        String name = "share/" + "long/".repeat(40) + "name";

        unpack(new Archive()
                .longName(name)
                .file(name.substring(0, 99), 0644, "found")
                .file("next", 0644, "own name"));

        assertThat(target.resolve(name)).hasContent("found");
        assertThat(target.resolve("next")).hasContent("own name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "a/../../outside", "/outside"})
    void entriesThatLeadOutsideAreRefused(String name) throws Exception {
        assertRefused(new Archive().file(name, 0644, "vandal"), "leads outside");
        assertRefused(new Archive().longName(name).file("short", 0644, "vandal"), "leads outside");
        assertRefused(new Archive().link("link", name), "leads outside");
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    @Test
    void whatIsNotUnderstoodIsRefused() throws Exception {
        assertRefused(new Archive().entry('1', "hard", "link", 0644, ""), "unknown type '1'");
    }

    @Test
    void damagedArchiveIsRefused() throws Exception {
        byte[] whole = new Archive().file("a", 0644, "x".repeat(5000)).bytes();
        byte[] cut = Arrays.copyOf(whole, whole.length - 40);
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;

        assertThatThrownBy(() -> TarXz.unpack(new ByteArrayInputStream(cut), target))
                .isInstanceOf(IOException.class);
        FileTree.delete(target);
        Files.createDirectory(target);
        assertThatThrownBy(() -> TarXz.unpack(new ByteArrayInputStream(flipped), target))
                .isInstanceOf(IOException.class);
    }

    private void assertRefused(Archive archive, String why) {
        assertThatThrownBy(() -> unpack(archive))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    private void unpack(Archive archive) throws IOException {
        TarXz.unpack(new ByteArrayInputStream(archive.bytes()), target);
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve(name)));
    }
}

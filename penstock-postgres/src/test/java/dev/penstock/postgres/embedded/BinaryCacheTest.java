package dev.penstock.postgres.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryCacheTest {

    private static final int UNPACKERS = 8;
    private static final int FILES = 200;

    @TempDir
    Path folder;

    private Path root() {
        return folder.resolve("cache");
    }

    @Test
    void anyNumberMayUnpackAtOnceAndEachFindsEverything() throws Exception {
        URL archive = archive(manyFiles());
        var start = new CyclicBarrier(UNPACKERS);
        Callable<Long> unpack = () -> {
            start.await(10, SECONDS);
            return filesIn(new BinaryCache(root(), said -> {}).unpacked("here", archive));
        };

        try (var threads = Executors.newFixedThreadPool(UNPACKERS)) {
            var found = threads.invokeAll(
                    IntStream.range(0, UNPACKERS).mapToObj(i -> unpack).toList());

            assertThat(found).allSatisfy(count -> assertThat(count.get()).isEqualTo(FILES));
        }
        assertThat(root()).isDirectoryNotContaining("glob:**/unpacking-*");
    }

    @Test
    void anotherArchiveOfTheSamePlatformIsAnotherFolder() throws Exception {
        var cache = new BinaryCache(root(), said -> {});
        Path one = cache.unpacked("here", archive(new Archive().file("version", 0644, "18.6")));
        Path other = cache.unpacked("here", archive(new Archive().file("version", 0644, "18.7")));

        assertThat(one.resolve("version")).hasContent("18.6");
        assertThat(other.resolve("version")).hasContent("18.7");
    }

    @Test
    void damagedArchiveIsNamedAndLeavesNothing() throws Exception {
        byte[] whole = manyFiles().bytes();
        Path cut = Files.write(folder.resolve("cut.txz"), Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> new BinaryCache(root(), said -> {})
                        .unpacked("here", cut.toUri().toURL()))
                .hasMessageStartingWith("PEN-5006")
                .hasMessageContaining(root().toString());
        assertThat(root()).isEmptyDirectory();
    }

    @Test
    void placeThatCannotBeWrittenIsNamed() throws Exception {
        URL archive = archive(manyFiles());
        Path file = Files.createFile(root());

        assertThatThrownBy(() -> new BinaryCache(file, said -> {}).unpacked("here", archive))
                .hasMessageStartingWith("PEN-5006")
                .hasMessageContaining("XDG_CACHE_HOME");
    }

    @Test
    void whatKilledProcessesLeftIsDeletedAndWhatOthersAreAtIsNot() throws Exception {
        Path left = Files.createDirectories(root().resolve("unpacking-left/bin"));
        Path fresh = Files.createDirectories(root().resolve("unpacking-fresh"));
        var now = Files.getLastModifiedTime(fresh).toInstant();
        Files.setLastModifiedTime(root().resolve("unpacking-left"), FileTime.from(now.minus(Duration.ofHours(2))));

        new BinaryCache(root(), said -> {}).unpacked("here", archive(manyFiles()));

        assertThat(left).doesNotExist();
        assertThat(fresh).exists();
    }

    private URL archive(Archive archive) throws IOException {
        return Files.write(Files.createTempFile(folder, "archive", ".txz"), archive.bytes())
                .toUri()
                .toURL();
    }

    private static Archive manyFiles() throws IOException {
        var archive = new Archive();
        for (int i = 0; i < FILES; i++) {
            archive.file("share/" + i, 0644, "file " + i);
        }
        return archive;
    }

    private static long filesIn(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).count();
        }
    }
}

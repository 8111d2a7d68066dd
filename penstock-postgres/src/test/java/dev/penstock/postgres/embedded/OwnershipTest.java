package dev.penstock.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnershipTest {

    @TempDir
    Path folder;

    private Path directory() {
        return folder.resolve("store");
    }

    @AfterEach
    void noServerIsLeft() throws Exception {
        new Store(directory()).killLeftover();
    }

    @Test
    void secondProcessIsToldAtOnceWhichDirectoryAndWhoHasIt() throws Exception {
        try (var owner = Owner.of(directory())) {
            owner.hear();

            long begun = System.nanoTime();
            assertThatThrownBy(() -> EmbeddedPostgres.open(directory()))
                    .isInstanceOf(PenstockException.class)
                    .hasMessageStartingWith("PEN-5001")
                    .hasMessageContaining(directory().toString())
                    .hasMessageContaining("pid " + owner.pid());
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void secondOpeningInTheSameProcessIsRefusedAndLeavesTheFirstItsLock() throws Exception {
        Files.createDirectories(directory());
        try (var first = OwnerLock.acquire(directory())) {
            assertThat(first.directory()).isEqualTo(directory());
            assertThatThrownBy(() -> OwnerLock.acquire(directory()))
                    .hasMessageStartingWith("PEN-5001")
                    .hasMessageContaining("this process");

            try (var other = ChildJvm.start(Taker.class, directory())) {
                assertThat(other.hear()).contains("PEN-5001");
            }
        }
        OwnerLock.acquire(directory()).close();
    }

    @Test
    void linkToADirectoryIsTheSameDirectory() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), directory());
        try (var first = EmbeddedPostgres.open(directory())) {
            assertThatThrownBy(() -> EmbeddedPostgres.open(link))
                    .hasMessageStartingWith("PEN-5001")
                    .hasMessageContaining(first.directory().toString());
        }
    }

    @Test
    void failedOpeningGivesTheDirectoryBack() {
        var wrong = EmbeddedOptions.defaults().withSetting("no_such_setting", "1");
        assertThatThrownBy(() -> EmbeddedPostgres.open(directory(), wrong)).hasMessageStartingWith("PEN-5004");

        EmbeddedPostgres.open(directory()).close();
    }

    /** Tries to take a directory and tells how that went. */
    static final class Taker {

        private Taker() {}

        public static void main(String[] arguments) throws IOException {
            try (var lock = OwnerLock.acquire(Path.of(arguments[0]))) {
                ChildJvm.tell("taken " + lock.directory());
            } catch (PenstockException e) {
                ChildJvm.tell(e.toString());
            }
        }
    }
}

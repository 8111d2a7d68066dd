package dev.penstock.postgres.embedded;

import static dev.penstock.postgres.embedded.Store.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void store() throws Exception {
        store = Store.in(folder);
    }

    @AfterEach
    void noServerIsLeft() throws Exception {
        store.killLeftover();
    }

    @Test
    void nobodyEntersWithoutThePassword() {
        try (var postgres = store.open()) {
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess"))
                    .hasMessageContaining("password authentication failed");
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), ""))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void closingStopsTheServerWhoeverIsConnectedAndGivesTheDirectoryBack() throws Exception {
        long pid;
        try (var postgres = store.open();
                var connection = Store.connect(postgres)) {
            pid = postgres.pid();
            connection.setAutoCommit(false);
            connection.createStatement().execute("create table uncommitted ()");
            postgres.close();
            store.assertStopped(pid);
        }
        try (var again = store.open()) {
            assertThat(again.pid()).isNotEqualTo(pid);
            assertThat(ask(again, "select to_regclass('uncommitted') is null")).isEqualTo("t");
        }
    }

    @Test
    void serverThatIsLeftRunningIsAdopted() {
        long pid;
        try (var first = store.open(EmbeddedOptions.defaults().withStopOnClose(false))) {
            pid = first.pid();
        }
        try (var second = store.open()) {
            assertThat(second.adopted()).isTrue();
            assertThat(second.pid()).isEqualTo(pid);
        }
        store.assertStopped(pid);
    }

    @Test
    void settingsReachTheServerWhateverTheyContain() throws Exception {
        var options = EmbeddedOptions.defaults()
                .withSetting("work_mem", "12MB")
                .withSetting("penstock.note", "it's \"50%\" \\ $HOME\nnew line");

        try (var postgres = store.open(options)) {
            assertThat(ask(postgres, "show work_mem")).isEqualTo("12MB");
            assertThat(ask(postgres, "show penstock.note")).isEqualTo("it's \"50%\" \\ $HOME\nnew line");
        }
    }

    @Test
    void wrongSettingIsNamedInTheServersOwnWords() {
        assertThatThrownBy(() -> store.open(EmbeddedOptions.defaults().withSetting("work_mem", "much")))
                .hasMessageStartingWith("PEN-5004")
                .hasMessageContaining(store.directory().toString())
                .hasMessageContaining("invalid value for parameter \"work_mem\": \"much\"");
    }

    @Test
    void wrongOptionsAreRefused() {
        var options = EmbeddedOptions.defaults();

        assertThatThrownBy(() -> options.withPort(70_000)).hasMessageStartingWith("PEN-1010");
        assertThatThrownBy(() -> options.withSetting("port", "1")).hasMessageStartingWith("PEN-1010");
        assertThatThrownBy(() -> options.withSetting("a = 1\nb", "1")).hasMessageStartingWith("PEN-1010");
        assertThatThrownBy(() -> options.withTimeout(Duration.ZERO)).hasMessageStartingWith("PEN-1010");
    }

    @Test
    void portThatIsTakenBetweenChoosingAndListeningIsReplaced() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int free = Server.freePort();
            var ports = new ArrayDeque<>(List.of(taken.getLocalPort(), free));
            var opening = new Opening(
                    store.directory(), EmbeddedOptions.defaults(), Privileges.Tools.SYSTEM, ports::removeFirst);

            try (var postgres = opening.open()) {
                assertThat(postgres.port()).isEqualTo(free);
            }
        }
    }

    @Test
    void portThatWasAskedForAndIsTakenIsNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> store.open(EmbeddedOptions.defaults().withPort(taken.getLocalPort())))
                    .hasMessageStartingWith("PEN-5004")
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("choose another");
        }
    }

    @Test
    void dataOfAnotherMajorVersionAreRefusedAndLeftAlone() throws Exception {
        Path version = Files.writeString(store.data().resolve("PG_VERSION"), "17\n");

        assertThatThrownBy(store::open)
                .hasMessageStartingWith("PEN-5002")
                .hasMessageContaining(store.data().toString())
                .hasMessageContaining("PostgreSQL 17")
                .hasMessageContaining("pg_upgrade");
        assertThat(version).hasContent("17");
        assertThat(store.home().resolve("postgres.log")).content().doesNotContain("FATAL");
    }

    @Test
    void installedPostgresServesInsteadOfTheDeliveredOne() throws Exception {
        Path installed = folder.resolve("installed");
        Path delivered = new BinaryCache(BinaryCache.ofUser().orElseThrow(), said -> {}).bin();
        Store.copy(delivered.resolveSibling(".").normalize(), installed);

        try (var postgres = store.open(EmbeddedOptions.defaults().withPgBin(installed.resolve("bin")))) {
            assertThat(ProcessHandle.of(postgres.pid()).orElseThrow().info().command())
                    .hasValueSatisfying(command -> assertThat(command).startsWith(installed.toString()));
        }
    }

    @Test
    void folderWithoutAPostgresIsNamed() {
        Path none = folder.resolve("none");

        assertThatThrownBy(() -> store.open(EmbeddedOptions.defaults().withPgBin(none)))
                .hasMessageStartingWith("PEN-5003")
                .hasMessageContaining(none.toString());
    }

    @Test
    void lostPasswordIsNamed() throws Exception {
        Path password = store.home().resolve("password");
        Files.delete(password);

        assertThatThrownBy(store::open).hasMessageStartingWith("PEN-5006").hasMessageContaining(password.toString());
    }

    @Test
    void largeLogMakesRoomForANewOne() throws Exception {
        Path log = store.home().resolve("postgres.log");
        Files.write(log, new byte[11 << 20]);

        store.open().close();

        assertThat(log).content().contains("database system is ready");
        assertThat(store.home().resolve("postgres.log.1")).hasSize(11 << 20);
    }

    /** Ctrl-C goes to every process of the terminal's foreground group; the application wants to finish first. */
    @Test
    void serverIsOutOfReachOfTheTerminalsInterrupt() throws Exception {
        try (var postgres = store.open()) {
            Path stat = Path.of("/proc", Long.toString(postgres.pid()), "stat");
            assumeTrue(Files.exists(stat), "a system with /proc");
            String processGroup =
                    Files.readString(stat).replaceFirst(".*\\) ", "").split(" ")[2];
            assertThat(processGroup).isEqualTo(Long.toString(postgres.pid()));
        }
    }
}

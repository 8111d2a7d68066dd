package dev.penstock.postgres.embedded;

import static dev.penstock.postgres.embedded.Store.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.postgres.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kill table of the package's design note. */
class KillTest {

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
    void ownerKilledServerIsAdopted() throws Exception {
        long server;
        try (var owner = Owner.of(store.directory())) {
            server = Long.parseLong(owner.hear());
            owner.kill();
        }
        try (var postgres = store.open()) {
            assertThat(postgres.adopted()).isTrue();
            assertThat(postgres.pid()).isEqualTo(server);
            Store.connect(postgres).close();
        }
        store.assertStopped(server);
    }

    @Test
    void ownerAndServerKilledCommittedRowsAreThere() throws Exception {
        try (var owner = Owner.of(store.directory())) {
            owner.hear();
            commitOneRow();
            owner.kill();
            store.killPostmaster();
        }
        assertThat(PostmasterPid.in(store.data())).exists();

        try (var postgres = store.open()) {
            assertThat(postgres.adopted()).isFalse();
            assertThat(ask(postgres, "select a from t")).isEqualTo("1");
        }
    }

    @Test
    void serverKilledItsOwnerClosesAndOpensAgain() throws Exception {
        try (var postgres = store.open()) {
            commitOneRow();
            store.killPostmaster();
        }
        try (var postgres = store.open()) {
            assertThat(ask(postgres, "select a from t")).isEqualTo("1");
        }
    }

    @Test
    void postmasterKilledWhileASessionIsBusyTheNextStartWaitsForIt() throws Exception {
        try (var postgres = store.open();
                var busy = Store.connect(postgres)) {
            commitOneRow();
            var statement = CompletableFuture.runAsync(() -> spend(busy, 2));
            awaitActive(postgres);

            store.killPostmaster();
            assertThat(statement).isNotDone();
            postgres.close();

            try (var again = store.open()) {
                assertThat(ask(again, "select a from t")).isEqualTo("1");
            }
            assertThat(statement).isDone();
        }
    }

    @Test
    void ownerKilledAndItsOptionsWereOthersServerIsStartedAnew() throws Exception {
        long server;
        try (var owner = Owner.of(store.directory())) {
            server = Long.parseLong(owner.hear());
            owner.kill();
        }
        try (var postgres = store.open(EmbeddedOptions.defaults().withSetting("work_mem", "12MB"));
                var connection = Store.connect(postgres);
                var rows = connection.createStatement().executeQuery("show work_mem")) {
            assertThat(postgres.adopted()).isFalse();
            assertThat(postgres.pid()).isNotEqualTo(server);
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("12MB");
        }
    }

    @Test
    void ownerKilledAndAnotherPortIsAskedForServerIsStartedThere() throws Exception {
        try (var owner = Owner.of(store.directory())) {
            owner.hear();
            owner.kill();
        }
        int port = Server.freePort();
        try (var postgres = store.open(EmbeddedOptions.defaults().withPort(port))) {
            assertThat(postgres.port()).isEqualTo(port);
        }
    }

    @Test
    void ownerTerminatedServerIsStoppedWithIt() throws Exception {
        try (var owner = Owner.of(store.directory())) {
            long server = Long.parseLong(owner.hear());

            owner.terminate();
            owner.awaitExit();

            store.assertStopped(server);
        }
    }

    @Test
    void ownerTerminatedWhileItClosesServerIsStoppedAllTheSame() throws Exception {
        try (var owner = Owner.of(store.directory())) {
            long server = Long.parseLong(owner.hear());
            signal("-STOP", server);
            owner.end();
            assertThat(owner.hear()).isEqualTo("closing");

            owner.terminate();
            assertThat(owner.exitsWithin(Duration.ofSeconds(1))).isFalse();
            signal("-CONT", server);
            owner.awaitExit();

            store.assertStopped(server);
        }
    }

    @Test
    void ownerKilledWhileInitialisingNextOwnerStartsOver() throws Exception {
        FileTree.delete(store.home());
        try (var owner = ChildJvm.start(Initialiser.class, store.directory())) {
            assertThat(owner.hear()).startsWith("initialising");
            awaitInitdb();
            owner.kill();
        }
        assertThat(store.home()).doesNotExist();

        try (var postgres = store.open()) {
            Store.connect(postgres).close();
        }
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void machineRestartedAndTheServersPidIsNowAnotherProgram() throws Exception {
        store.open().close();
        leavePid(Long.toString(ProcessHandle.current().pid()));

        try (var postgres = store.open()) {
            assertThat(postgres.adopted()).isFalse();
        }
    }

    @Test
    void machineRestartedAndTheServersPidIsNowAnotherPostgres() throws Exception {
        store.open().close();
        try (var other = EmbeddedPostgres.open(folder.resolve("other"))) {
            leavePid(Long.toString(other.pid()));

            try (var postgres = store.open()) {
                assertThat(postgres.adopted()).isFalse();
            }
            Store.connect(other).close();
        }
    }

    @Test
    void powerCutLeftATornPidFile() throws Exception {
        store.open().close();
        Files.createFile(PostmasterPid.in(store.data()));

        try (var postgres = store.open()) {
            assertThat(postgres.adopted()).isFalse();
        }
    }

    @Test
    void orphanThatNoLongerAnswersIsNamed() throws Exception {
        long server;
        try (var owner = Owner.of(store.directory())) {
            server = Long.parseLong(owner.hear());
            owner.kill();
        }
        signal("-STOP", server);
        try {
            assertThatThrownBy(() -> store.open(EmbeddedOptions.defaults().withTimeout(Duration.ofSeconds(1))))
                    .hasMessageStartingWith("PEN-5004")
                    .hasMessageContaining("pid " + server)
                    .hasMessageContaining("does not accept connections")
                    .hasMessageContaining("kill -QUIT " + server);
        } finally {
            signal("-CONT", server);
        }
    }

    /** As {@link Owner}, but tells its progress instead. */
    static final class Initialiser {

        private Initialiser() {}

        public static void main(String[] arguments) {
            EmbeddedPostgres.open(
                    Path.of(arguments[0]), EmbeddedOptions.defaults().withProgress(ChildJvm::tell));
        }
    }

    private List<Path> unfinished() throws IOException {
        try (var paths = Files.list(store.directory())) {
            return paths.filter(path -> path.getFileName().toString().startsWith("initialising-"))
                    .toList();
        }
    }

    private void awaitInitdb() throws Exception {
        var deadline = Deadline.after(Duration.ofSeconds(10));
        while (unfinished().stream().noneMatch(path -> Files.exists(path.resolve("data/base")))) {
            assertThat(deadline.passed()).as("initdb has not begun").isFalse();
            deadline.pause();
        }
    }

    private void leavePid(String pid) throws Exception {
        Files.write(
                PostmasterPid.in(store.data()),
                List.of(pid, store.data().toString(), "1", "54321", "", "127.0.0.1", "1 1", "ready   "));
    }

    private void commitOneRow() throws Exception {
        var running = PostmasterPid.read(store.data()).orElseThrow();
        String password = new ServerHome(store.home()).password();
        try (var connection =
                DriverManager.getConnection(EmbeddedPostgres.url(running.port()), Initialisation.USER, password)) {
            connection.createStatement().execute("create table t as select 1 as a");
        }
    }

    /** Keeps a session's processor busy, so that it does not notice that its postmaster is gone. */
    private static void spend(Connection busy, int seconds) {
        try {
            busy.createStatement()
                    .execute("do $$ begin while clock_timestamp() < now() + interval '" + seconds
                            + " s' loop end loop; end $$");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitActive(EmbeddedPostgres postgres) throws SQLException {
        try (var connection = Store.connect(postgres);
                var statement = connection.createStatement()) {
            var deadline = Deadline.after(Duration.ofSeconds(10));
            while (!deadline.passed()) {
                try (var rows = statement.executeQuery("select 1 from pg_stat_activity where query like 'do %'")) {
                    if (rows.next()) {
                        return;
                    }
                }
            }
            throw new AssertionError("the busy session has not begun");
        }
    }

    private static void signal(String signal, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}

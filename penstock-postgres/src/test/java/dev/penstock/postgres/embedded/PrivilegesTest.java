package dev.penstock.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.postgres.embedded.Privileges.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivilegesTest {

    private static final Tools NO_NAMESPACE = new Tools("no-unshare", "setpriv", "runuser");

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    @BeforeAll
    static void letOthersIntoTheCache() throws IOException {
        TarXz.permit(shared, "rwxr-xr-x");
    }

    @BeforeEach
    void letOthersIn() throws IOException {
        TarXz.permit(folder, "rwxr-xr-x");
    }

    @AfterEach
    void noServerIsLeft() throws Exception {
        new Store(directory()).killLeftover();
    }

    private Path directory() {
        return folder.resolve("store");
    }

    @Test
    void otherUsersStartTheServerAsThemselves() throws Exception {
        assumeFalse(root(), "not as root");

        assertThat(Privileges.choose(folder, new ServerHome(folder.resolve("postgres")), Tools.SYSTEM))
                .isEqualTo(new Privileges(java.util.List.of(), null));
    }

    @Test
    void rootStartsItInANamespaceBelowAFolderThatNobodyElseMayEnter() throws Exception {
        assumeTrue(root(), "as root");
        assumeTrue(userNamespaces(), "where user namespaces are permitted");
        TarXz.permit(folder, "rwx------");

        try (var postgres = open(Tools.SYSTEM)) {
            assertThat(Store.ask(postgres, "select 1")).isEqualTo("1");
            assertThat(Account.ownerOf(home()).isRoot()).isTrue();
        }
    }

    @Test
    void rootWithoutNamespacesStartsItAsAnUnprivilegedUserAndStaysWithThat() throws Exception {
        assumeTrue(root(), "as root");

        try (var postgres = open(NO_NAMESPACE)) {
            assertUnprivileged(postgres);
        }
        try (var postgres = open(Tools.SYSTEM)) {
            assertUnprivileged(postgres);
        }
        try (var postgres = open(new Tools("no-unshare", "no-setpriv", "runuser"))) {
            assertUnprivileged(postgres);
        }
    }

    @Test
    void cacheThatTheUnprivilegedUserCannotReachIsReplacedByOneBesideTheData() throws Exception {
        assumeTrue(root(), "as root");
        var home = new ServerHome(home());
        var privileges = Privileges.choose(folder, home, NO_NAMESPACE);
        Path closed = Files.createDirectory(folder.resolve("closed"));
        assertThat(privileges.canReach(closed)).isTrue();

        TarXz.permit(closed, "rwx------");

        assertThat(privileges.canReach(closed)).isFalse();
        try (var postgres =
                new Opening(directory(), EmbeddedOptions.defaults(), NO_NAMESPACE, Server::freePort).open()) {
            assertUnprivileged(postgres);
        }
    }

    @Test
    void rootWithNoWayToBeSomeoneElseIsToldWhatToDo() throws Exception {
        assumeTrue(root(), "as root");

        assertThatThrownBy(() -> open(new Tools("no-unshare", "no-setpriv", "no-runuser")))
                .hasMessageStartingWith("PEN-5005")
                .hasMessageContaining("util-linux")
                .hasMessageContaining("another user");
    }

    @Test
    void directoryThatTheUnprivilegedUserCannotEnterIsNamed() throws Exception {
        assumeTrue(root(), "as root");
        TarXz.permit(folder, "rwx------");

        assertThatThrownBy(() -> open(NO_NAMESPACE))
                .hasMessageStartingWith("PEN-5005")
                .hasMessageContaining(directory().toString())
                .hasMessageContaining("/var/lib/penstock");
    }

    @Test
    void dataOfRootWithoutNamespacesAreNotGivenAwayUnasked() throws Exception {
        assumeTrue(root(), "as root");
        assumeTrue(userNamespaces(), "where user namespaces are permitted");
        open(Tools.SYSTEM).close();

        assertThatThrownBy(() -> open(NO_NAMESPACE))
                .hasMessageStartingWith("PEN-5005")
                .hasMessageContaining("chown -R")
                .hasMessageContaining(home().toString());
        assertThat(Account.ownerOf(home()).isRoot()).isTrue();
    }

    private EmbeddedPostgres open(Tools tools) {
        var options = EmbeddedOptions.defaults().withCache(shared.resolve("cache"));
        return new Opening(directory(), options, tools, Server::freePort).open();
    }

    private void assertUnprivileged(EmbeddedPostgres postgres) throws Exception {
        assertThat(Store.ask(postgres, "select 1")).isEqualTo("1");
        assertThat(Account.ownerOf(Path.of("/proc", Long.toString(postgres.pid())))
                        .isRoot())
                .isFalse();
        assertThat(Account.ownerOf(home()).isRoot()).isFalse();
    }

    private Path home() {
        return directory().resolve("postgres");
    }

    private static boolean root() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) && Account.ownerOf(self).isRoot();
    }

    private static boolean userNamespaces() throws Exception {
        return new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0;
    }
}

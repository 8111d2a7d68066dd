package dev.penstock.postgres.embedded;

import static dev.penstock.postgres.embedded.Store.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstOpeningTest {

    @TempDir
    Path folder;

    @Test
    void saysWhatTakesTimeAndLaterOnesFindTheRows() throws Exception {
        Path directory = folder.resolve("store");
        var said = new ArrayList<String>();
        var options =
                EmbeddedOptions.defaults().withCache(folder.resolve("cache")).withProgress(said::add);

        try (var postgres = EmbeddedPostgres.open(directory, options);
                var connection = Store.connect(postgres)) {
            assertThat(postgres.adopted()).isFalse();
            connection.createStatement().execute("create table t as select 42 as a");
        }
        assertThat(said).hasSize(3);
        assertThat(said.get(0)).startsWith("unpacking");
        assertThat(said.get(1)).startsWith("initialising");
        assertThat(said.get(2)).startsWith("starting");

        said.clear();
        try (var postgres = EmbeddedPostgres.open(directory, options)) {
            assertThat(ask(postgres, "select a from t")).isEqualTo("42");
        }
        assertThat(said).singleElement().asString().startsWith("starting");
    }

    @Test
    void makesAServerThatIsDurablePrivateAndTheSameEverywhere() throws Exception {
        Path directory = folder.resolve("store");
        try (var postgres = EmbeddedPostgres.open(directory)) {
            assertThat(ask(postgres, "show fsync")).isEqualTo("on");
            assertThat(ask(postgres, "show synchronous_commit")).isEqualTo("on");
            assertThat(ask(postgres, "show data_checksums")).isEqualTo("on");
            assertThat(ask(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(postgres, "show unix_socket_directories")).isEmpty();
            assertThat(ask(postgres, "show log_timezone")).isEqualTo("UTC");
            assertThat(ask(postgres, "show jit")).isEqualTo("off");
            assertThat(ask(
                            postgres,
                            "select concat_ws(' ', pg_encoding_to_char(encoding), datlocprovider, datlocale)"
                                    + " from pg_database where datname = 'postgres'"))
                    .isEqualTo("UTF8 b C.UTF-8");

            Path password = directory.resolve("postgres").resolve("password");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(password).strip()).isEqualTo(postgres.password());
            assertThat(postgres.toString()).doesNotContain(postgres.password());
        }
        assertThat(directory.resolve(".gitignore")).hasContent("*");
    }

    @Test
    void leavesADirectoryThatWasThereBeforeInVersionControl() {
        EmbeddedPostgres.open(folder).close();

        assertThat(folder.resolve(".gitignore")).doesNotExist();
    }

    @Test
    void worksWhateverTheDirectoryIsCalled() throws Exception {
        Path odd = folder.resolve("it's a 'störe' & more; (1)");
        try (var postgres = EmbeddedPostgres.open(odd)) {
            assertThat(ask(postgres, "show data_directory")).isEqualTo(postgres.directory() + "/postgres/data");
        }
    }

    @Test
    void refusesADirectoryNameThatPgCtlWouldHandToAShell() {
        assertThatThrownBy(() -> EmbeddedPostgres.open(folder.resolve("a$(touch b)")))
                .hasMessageStartingWith("PEN-5006");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void namesAFileThatIsInTheWay() throws Exception {
        Path file = Files.createFile(folder.resolve("store"));

        assertThatThrownBy(() -> EmbeddedPostgres.open(file))
                .hasMessageStartingWith("PEN-5006")
                .hasMessageContaining(file.toString());
    }
}

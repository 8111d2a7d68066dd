package dev.penstock.cli.citus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class InspectCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyTableIsShownWithItsClassAndEvidence() throws SQLException {
        try (var database = TestDatabase.create()) {
            try (var connection = database.connect();
                    var statement = connection.createStatement()) {
                statement.execute("create table tenants (id uuid primary key)");
                statement.execute(
                        "create table \"Order\" (id int primary key, tenant uuid not null references tenants, code text unique)");
                statement.execute("create table lines (id int primary key, order_id int references \"Order\")");
                statement.execute("insert into lines values (7, null)");
            }
            String url = database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password();

            assertThat(execute("inspect", "--url", url, "--schema", "public", "--column", "tenant"))
                    .isZero();
            assertThat(out.toString())
                    .containsPattern("public\\.\"Order\" +ready")
                    .containsPattern("public\\.lines +needs backfill .*order_id → public\\.\"Order\"")
                    .contains("1 row that no tenant is found for", "unique \"Order_code_key\" (code) lacks the tenant");

            out.getBuffer().setLength(0);
            assertThat(execute("inspect", "--url", url, "--json", "--no-data")).isZero();
            assertThat(out.toString()).startsWith("{").contains("\"class\" : \"needs backfill\"");
            assertThat(execute("inspect", "--url", url, "--schema", "nowhere")).isEqualTo(3);
            assertThat(execute("inspect", "--url", url, "--column", "nothing")).isEqualTo(2);
            assertThat(err.toString()).contains("PEN-6004: no schema nowhere", "PEN-6007");
        }
    }

    @Test
    void databaseThatCannotBeReachedIsSaidInOneLine() {
        assertThat(execute("inspect", "--url", "jdbc:postgresql://127.0.0.1:1/none?connectTimeout=2"))
                .isEqualTo(5);
        assertThat(err.toString())
                .startsWith("penstock: PEN-6001: the database cannot be used: ")
                .hasLineCount(1);
    }

    @Test
    void otherDatabasesAreWrongUsage() {
        assertThat(execute("inspect", "--url", "jdbc:mysql://x/y")).isEqualTo(2);
        assertThat(execute("inspect", "--url", "jdbc:postgresql://x/y", "--sample", "0"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--url must begin with jdbc:postgresql:")
                .contains("PEN-6008: a sample of 0.0");
    }

    @Test
    void verbIsRequired() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("Missing verb").contains("inspect");
    }

    private int execute(String... arguments) {
        return new CommandLine(new CitusCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}

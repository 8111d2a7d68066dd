package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/citus/README.md says is tried on a cluster, in its order, and the output that it shows is what comes. */
@RequiresCitus
class CitusPageTest {

    private static final Pattern BLOCK =
            Pattern.compile("^```(sql|sh|text)\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    /** Its arguments, and the exit status that its remark announces. */
    private static final Pattern COMMAND = Pattern.compile("penstock (.*?)(?:\\s+# (\\d): .*)?");

    private static final Pattern SIZE = Pattern.compile("[\\d.]+ [kM]B");

    @TempDir
    private Path folder = Path.of("");

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = CitusCluster.shared().connect();
    }

    @AfterEach
    void drop() throws SQLException {
        run("drop schema if exists shop cascade; drop schema if exists penstock_citus cascade");
        connection.close();
    }

    @Test
    void everythingHappensAsThePageSays() throws SQLException {
        var commands = new ArrayList<String>();
        var said = new ArrayList<Spoken>();
        for (var block :
                BLOCK.matcher(Page.read("citus/README.md").text()).results().toList()) {
            String text = block.group(2);
            switch (block.group(1)) {
                case "sql" -> run(text);
                case "sh" -> {
                    said.clear();
                    for (String line : text.replace("\\\n", " ").split("\n")) {
                        commands.add(line);
                        said.add(carryOut(line));
                    }
                }
                default -> assertShown(text, said);
            }
        }

        assertThat(commands).as("what the page does").hasSizeGreaterThan(7);
        assertThat(distributed()).as("after the last of them").isZero();
    }

    private Spoken carryOut(String line) {
        var command = COMMAND.matcher(line);
        assertThat(command.matches()).as(line).isTrue();
        var arguments = Stream.concat(
                        Stream.of(command.group(1).split("\\s+")),
                        Stream.of("--url", CitusCluster.shared().jdbcUrl()))
                .map(word -> word.equals("plan.yaml") ? folder.resolve(word).toString() : word)
                .toArray(String[]::new);
        var spoken = Spoken.by(arguments);
        int expected =
                Optional.ofNullable(command.group(2)).map(Integer::parseInt).orElse(0);
        assertThat(spoken.status())
                .as("%s: %s%s", line, spoken.out(), spoken.err())
                .isEqualTo(expected);
        return spoken;
    }

    /** Line by line; sizes on disk are the server's affair. */
    private static void assertShown(String text, List<Spoken> said) {
        var all = new StringBuilder();
        said.forEach(spoken -> all.append(spoken.out()).append(spoken.err()));
        String came = plain(all.toString());
        assertThat(text.lines()).allSatisfy(line -> assertThat(came).contains(plain(line)));
    }

    private static String plain(String text) {
        return SIZE.matcher(text).replaceAll("SIZE").replaceAll("\\s+", " ").strip();
    }

    private long distributed() throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select count(*) from pg_dist_partition where logicalrelid::text like 'shop.%'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

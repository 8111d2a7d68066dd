package dev.penstock.citus.everyday;

import static dev.penstock.citus.failure.CitusErrorCode.COMMAND_FAILED;
import static dev.penstock.citus.failure.CitusErrorCode.CONNECTION_IN_USE;
import static dev.penstock.citus.failure.CitusErrorCode.NO_CITUS;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command on every shard or node, and raises what fails.
 *
 * <p>For what has no other way, such as a look into the nodes. DDL and DML that Citus propagates belong into ordinary statements,
 * which are one transaction.
 *
 * <p>Transaction: every command commits on its own, on its node; so the connection must be in auto-commit mode, or {@code
 * PEN-6003}. Errors: a command that failed anywhere → {@code PEN-6040}, which names each place and what was said there, and how many
 * took effect and stay; no Citus → {@code PEN-6043}.
 */
public final class CitusCommands {

    private static final int SHOWN_MAX = 10;

    private CitusCommands() {}

    /**
     * What one of them said.
     *
     * @param node host and port
     * @param shard null for a command that is none of a shard
     * @param result the first column of the first row, or the command's tag
     */
    public record Answer(
            String node,
            @Nullable Long shard,
            boolean success,
            @Nullable String result) {

        private String place() {
            return shard == null ? node : "shard " + shard + " on " + node;
        }
    }

    /**
     * On every placement of every shard of a table.
     *
     * @param command with {@code %s} where the shard's name belongs, and {@code %%} for a percent sign
     */
    public static List<Answer> onShards(Connection connection, QualifiedName table, String command)
            throws SQLException {
        return run(connection, "on_shards", Map.of("table", table.quoted(), "command", command));
    }

    /** On every worker, not on the coordinator. */
    public static List<Answer> onWorkers(Connection connection, String command) throws SQLException {
        return run(connection, "on_workers", Map.of("command", command));
    }

    /** On every node. */
    public static List<Answer> onNodes(Connection connection, String command) throws SQLException {
        return run(connection, "on_nodes", Map.of("command", command));
    }

    private static List<Answer> run(Connection connection, String statement, Map<String, String> values)
            throws SQLException {
        requireAutoCommit(connection, "a command on shards or nodes commits on its own, whatever becomes of it");
        if (!Standing.of(connection).onCitus()) {
            throw new CitusException(NO_CITUS, "the database has no Citus, and so no shards or other nodes");
        }
        var answers = Statement.in("everyday", statement).rows(connection, Answer.class, values);
        var failed = answers.stream().filter(answer -> !answer.success()).toList();
        if (!failed.isEmpty()) {
            throw new CitusException(COMMAND_FAILED, text(failed, answers.size()));
        }
        return answers;
    }

    static void requireAutoCommit(Connection connection, String why) throws SQLException {
        if (!connection.getAutoCommit()) {
            throw new CitusException(
                    CONNECTION_IN_USE, "the connection is in a transaction; " + why + "; pass one in auto-commit mode");
        }
    }

    private static String text(List<Answer> failed, int all) {
        int well = all - failed.size();
        return failed.stream()
                        .limit(SHOWN_MAX)
                        .map(answer -> "the command failed for " + answer.place() + ": "
                                + String.valueOf(answer.result()).strip())
                        .collect(Collectors.joining("; "))
                + (failed.size() > SHOWN_MAX ? "; and " + (failed.size() - SHOWN_MAX) + " more" : "")
                + (well == 0
                        ? "; it took effect nowhere"
                        : "; it took effect in the other " + well + " of " + all + " places and stays there");
    }
}

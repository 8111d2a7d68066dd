package dev.penstock.postgres.shard;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Backoff;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.sql.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every node at once. One that is lost is passed over, and so is one that does not answer in time, so that the
 * tenants of the others never wait for it; nor is it asked again before it has answered.
 */
public final class EachNode {

    private static final Logger LOG = LoggerFactory.getLogger(EachNode.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LEFT_ALONE = Duration.ofMinutes(1);

    private final Connections connections;
    private final Shards shards;
    private final String what;
    private final Duration soon;
    private final Silences silences;
    private final Set<Integer> asked = ConcurrentHashMap.newKeySet();
    private final Set<Integer> passedOver = ConcurrentHashMap.newKeySet();

    /**
     * @param what for messages, such as {@code "looking for due runs"}
     * @param soon how long to wait for the other nodes once there is an answer
     */
    public EachNode(Connections connections, Shards shards, String what, Duration soon) {
        this.connections = connections;
        this.shards = shards;
        this.what = what;
        this.soon = soon;
        this.silences = shards.silences();
    }

    /** What a node is asked, over a connection in autocommit; it may be asked twice. */
    @FunctionalInterface
    public interface Question<T> {
        T to(Connection connection, Shards.Node node) throws SQLException;
    }

    private record Answer<T>(
            Shards.Node node, @Nullable T value, @Nullable Exception thrown) {}

    /** As below, of who may leave a silent node alone. */
    public <T> List<T> ask(Question<T> question) {
        return ask(LEFT_ALONE, question);
    }

    /**
     * The answers there are. Errors: no node answers → as the last of them, after ten seconds of trying.
     *
     * @param leftAlone for how long at most a node that is silent need not be asked again
     */
    public <T> List<T> ask(Duration leftAlone, Question<T> question) {
        var nodes = shards.nodes();
        if (nodes.size() == 1) {
            T only = connections.repeatably(what, connection -> question.to(connection, nodes.getFirst()));
            return List.of(only);
        }
        var backoff = new Backoff(PATIENCE);
        while (true) {
            try {
                return askAll(nodes, leftAlone, question);
            } catch (SQLException refused) {
                if (Trouble.of(refused) == Trouble.REFUSED || !backoff.pause()) {
                    throw Trouble.coded(what, refused);
                }
            }
        }
    }

    /** Whether a node has answered the last question. */
    public boolean answers(int node) {
        return !asked.contains(node)
                && !passedOver.contains(node)
                && !silences.nodes().contains(node);
    }

    private <T> List<T> askAll(List<Shards.Node> nodes, Duration leftAlone, Question<T> question) throws SQLException {
        var answers = new LinkedBlockingQueue<Answer<T>>();
        int missing = 0;
        for (var node : nodes) {
            if (silences.mayBeAsked(node.number(), leftAlone) && asked.add(node.number())) {
                missing++;
                Thread.startVirtualThread(() -> answers.add(answer(node, question)));
            }
        }
        var found = new ArrayList<T>();
        Exception refused = null;
        long begun = System.nanoTime();
        while (missing > 0) {
            var answer = next(answers, begun + (found.isEmpty() ? PATIENCE : soon).toNanos());
            if (answer == null) {
                break;
            }
            missing--;
            if (answer.value() != null) {
                found.add(answer.value());
                passedOver.remove(answer.node().number());
            } else {
                refused = answer.thrown();
                passOver(answer.node(), String.valueOf(refused == null ? "" : refused.getMessage()));
            }
        }
        if (found.isEmpty()) {
            throw thrown(refused);
        }
        return found;
    }

    /** A second attempt is for a connection that has been standing in a pool since before the node's restart. */
    private <T> Answer<T> answer(Shards.Node node, Question<T> question) {
        try {
            try {
                return put(node, question);
            } catch (SQLException stale) {
                if (Trouble.of(stale) == Trouble.REFUSED || Trouble.isSilence(stale)) {
                    throw stale;
                }
                return put(node, question);
            }
        } catch (SQLException thrown) {
            if (Trouble.isSilence(thrown)) {
                silences.isSilent(node.number());
            }
            return new Answer<>(node, null, thrown);
        } catch (RuntimeException thrown) {
            return new Answer<>(node, null, thrown);
        } finally {
            asked.remove(node.number());
        }
    }

    private <T> Answer<T> put(Shards.Node node, Question<T> question) throws SQLException {
        var value = connections.promptly(connection -> question.to(connection, node));
        silences.answers(node.number());
        return new Answer<>(node, value, null);
    }

    private static <T> @Nullable Answer<T> next(BlockingQueue<Answer<T>> answers, long until) {
        try {
            return answers.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void passOver(Shards.Node node, String why) {
        shards.doubt();
        if (passedOver.add(node.number())) {
            LOG.warn("{}: node {} does not answer and is passed over: {}", what, node.number(), why);
        }
    }

    private SQLException thrown(@Nullable Exception refused) {
        return switch (refused) {
            case SQLException sql -> sql;
            case RuntimeException other -> throw other;
            case null, default ->
                throw new PenstockException(ErrorCode.STORE_UNREACHABLE, what + ": no node of the cluster answers");
        };
    }
}

package dev.penstock.postgres;

import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.journal.Durability;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Statements;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an open store does when shards come or nodes with shards join: its connections are opened anew, with what is said on
 * them where there are shards, and nodes that nobody has looked at are looked at. A store that is open is not closed for
 * what is wrong with one: it is said, as often as the shards change.
 */
final class ChangedCluster {

    private static final Logger LOG = LoggerFactory.getLogger(ChangedCluster.class);

    private final Connections connections;
    private final Statements statements;
    private final Shards shards;
    private boolean sharded;
    private volatile @Nullable String wrong;

    ChangedCluster(Connections connections, Statements statements, Shards shards) {
        this.connections = connections;
        this.statements = statements;
        this.shards = shards;
        this.sharded = shards.exist();
    }

    synchronized void changed() {
        if (!sharded) {
            sharded = true;
            connections.renew();
        }
        Thread.ofVirtual().name("penstock-new-nodes").start(this::check);
    }

    /** What is wrong with the cluster as far as is known; null when nothing is. */
    @Nullable
    String wrong() {
        return wrong;
    }

    private void check() {
        try {
            connections.once(connection -> {
                Durability.require(connection, statements, shards);
                return true;
            });
            wrong = null;
        } catch (PenstockException refused) {
            wrong = refused.getMessage();
            LOG.error("{}", refused.getMessage());
        } catch (SQLException unanswered) {
            LOG.warn("cannot look at the nodes of the cluster now: {}", unanswered.getMessage());
        }
    }
}

package dev.penstock.postgres.journal;

import dev.penstock.postgres.pool.Backoff;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which nodes cannot be reached, and since when; the outage of a node is one, however many flushes it hits. */
final class Outages {

    private static final Logger LOG = LoggerFactory.getLogger(Outages.class);

    private final Duration giveUpAfter;
    private final Map<Integer, Backoff> outages = new HashMap<>();

    Outages(Duration giveUpAfter) {
        this.giveUpAfter = giveUpAfter;
    }

    /** How many nanoseconds to wait before the next attempt; none when it has been going on for too long. */
    synchronized OptionalLong pause(int node, String why) {
        return outages.computeIfAbsent(node, begins -> {
                    LOG.warn("the journal lost the database and tries again for up to {}: {}", giveUpAfter, why);
                    return new Backoff(giveUpAfter);
                })
                .next();
    }

    synchronized void over(int node) {
        outages.remove(node);
    }
}

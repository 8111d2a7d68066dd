package dev.penstock.bench.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks every 10 ms at what the sessions of one database are doing, and tallies it. A share of the samples is a share of
 * the time; {@code running} means on a processor, or waiting for one. What the server does of
 * its own accord in that database goes by its own name, such as {@code autovacuum worker}.
 */
public final class WaitSampler implements AutoCloseable {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Connection connection;
    private final Thread thread;
    private final Map<String, Long> samples = new TreeMap<>();
    private volatile boolean stopped;

    public WaitSampler(Server server, String database) throws SQLException {
        connection = server.connect(server.home());
        thread = Thread.ofPlatform().daemon().start(() -> sample(database));
    }

    private void sample(String database) {
        try (var statement = connection.prepareStatement("""
                select case when backend_type <> 'client backend' then backend_type
                            else coalesce(wait_event_type || ':' || wait_event, 'running') end as doing,
                    count(*)
                from pg_stat_activity
                where datname = ? and state = 'active'
                group by doing
                """)) {
            statement.setString(1, database);
            while (!stopped) {
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        samples.merge(rows.getString(1), rows.getLong(2), Long::sum);
                    }
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (SQLException e) {
            System.err.println("bench: no wait events: " + e.getMessage());
        }
    }

    /** Ends the sampling and returns how often the sessions were seen doing what. */
    public Map<String, Long> stop() throws InterruptedException {
        stopped = true;
        thread.join();
        return samples;
    }

    @Override
    public void close() throws SQLException, InterruptedException {
        stop();
        connection.close();
    }
}

package dev.penstock.postgres.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.sql.Trouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections for everything but the journal's lanes: a pool behind a fair gate, since no pool is fair and a caller
 * in a crowd would wait for seconds.
 */
public final class Connections implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Who has said nothing for so long is silent; a server that is merely busy is faster. */
    public static final Duration SILENCE = Duration.ofSeconds(5);

    /** So long a connection that has stood in the pool may take to show that it still leads somewhere. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(1);

    /** Of connections that were standing in the pool since before a server's restart there may be several. */
    private static final int ATTEMPTS_MAX = 3;

    private final DataSource pool;
    private final int size;
    private final Semaphore gate;
    private final Pool owned;
    /** Of whose connections these are some; null where they are all. */
    private final @Nullable Connections all;

    private volatile boolean closed;

    private Connections(DataSource pool, int size, @Nullable Connections all, Pool owned) {
        this.pool = pool;
        this.size = size;
        this.gate = new Semaphore(size, true);
        this.all = all;
        this.owned = owned;
    }

    /** What can be done with a pool of our own. */
    private interface Pool extends AutoCloseable {

        Pool ANOTHERS = () -> {};

        default void renew() {}
    }

    /** A pool of our own over a server. */
    public static Connections pooling(DataSource server, int size) {
        var config = new HikariConfig();
        config.setDataSource(server);
        config.setPoolName("penstock");
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(size);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setValidationTimeout(SIGN_OF_LIFE.toMillis());
        config.setMaxLifetime(TimeUnit.MINUTES.toMillis(30));
        config.setKeepaliveTime(TimeUnit.MINUTES.toMillis(2));
        config.setInitializationFailTimeout(-1);
        var pool = new HikariDataSource(config);
        return new Connections(pool, size, null, new Pool() {
            @Override
            public void renew() {
                pool.getHikariPoolMXBean().softEvictConnections();
            }

            @Override
            public void close() {
                pool.close();
            }
        });
    }

    /** The application's pool, of which at most {@code size} connections are in use here at once; it is not closed. */
    public static Connections of(DataSource applications, int size) {
        return new Connections(applications, size, null, Pool.ANOTHERS);
    }

    /**
     * The same connections for those who come in any number and stay for any time, such as transactional steps: so many
     * are always left for the others, without which no lease would be kept and no run be found.
     */
    public Connections leaving(int forOthers) {
        return new Connections(pool, Math.max(1, size - forOthers), this, Pool.ANOTHERS);
    }

    /** How many may be in use at once. */
    public int size() {
        return size;
    }

    /** What is done with a connection; it is back in the pool when this returns. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Does what may be done twice: done again when the connection is lost or the database asks for it, for up to ten
     * seconds.
     *
     * @param what for the error message, such as {@code "status of run acme/…"}
     */
    public <T extends @Nullable Object> T repeatably(String what, Work<T> work) {
        var backoff = new Backoff(PATIENCE);
        while (true) {
            try {
                return once(work);
            } catch (SQLException thrown) {
                if (Trouble.of(thrown) == Trouble.REFUSED || isClosed() || !backoff.pause()) {
                    throw Trouble.coded(what, thrown);
                }
            }
        }
    }

    /**
     * As {@link #repeatably}, for who has something else to do than to wait: without a pause, three times at most, and not
     * again when the server has said nothing for a while.
     */
    public <T extends @Nullable Object> T briefly(String what, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return promptly(work);
            } catch (SQLException thrown) {
                boolean again = Trouble.of(thrown) != Trouble.REFUSED && !Trouble.isSilence(thrown);
                if (!again || isClosed() || attempt == ATTEMPTS_MAX) {
                    throw Trouble.coded(what, thrown);
                }
            }
        }
    }

    /** Does it once, in autocommit unless {@code work} says otherwise. */
    public <T extends @Nullable Object> T once(Work<T> work) throws SQLException {
        enter();
        try {
            return all == null ? use(work) : all.once(work);
        } finally {
            gate.release();
        }
    }

    /** As {@link #once}, and given up when the server says nothing for {@link #SILENCE}. */
    public <T extends @Nullable Object> T promptly(Work<T> work) throws SQLException {
        return once(connection -> {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(SILENCE.toMillis()));
            try {
                return work.on(connection);
            } finally {
                if (!connection.isClosed()) {
                    connection.setNetworkTimeout(Runnable::run, before);
                }
            }
        });
    }

    private <T extends @Nullable Object> T use(Work<T> work) throws SQLException {
        try (var connection = pool.getConnection()) {
            if (connection.getAutoCommit()) {
                return work.on(connection);
            }
            // The application's pool may give connections whose work is lost unless somebody commits it.
            connection.setAutoCommit(true);
            try {
                return work.on(connection);
            } finally {
                if (!connection.isClosed()) {
                    connection.setAutoCommit(false);
                }
            }
        }
    }

    private void enter() throws SQLException {
        if (isClosed()) {
            throw new PenstockException(ErrorCode.STORE_CLOSED, "the store is closed");
        }
        try {
            if (!gate.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new PenstockException(
                        ErrorCode.STORE_UNREACHABLE,
                        "no connection became free within " + PATIENCE + ", " + gate.getQueueLength()
                                + " callers wait; allow more connections or hold them for less time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PenstockException(
                    ErrorCode.STORE_UNREACHABLE, "interrupted while waiting for a connection", interrupted);
        }
    }

    /** Lets each connection be opened anew as soon as nobody uses it, unless the pool is the application's. */
    public void renew() {
        owned.renew();
    }

    private boolean isClosed() {
        return closed || (all != null && all.isClosed());
    }

    @Override
    public void close() throws Exception {
        closed = true;
        owned.close();
    }
}

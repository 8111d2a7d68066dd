package dev.penstock.postgres.wake;

import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.store.WorkerId;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rings for the workers of other processes, off the callers' threads; see the package note. */
public final class Bell implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Bell.class);
    private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Who rings; the callers of one process are one worker or none. */
    private record Ring(@Nullable WorkerId by) {}

    private final Connections connections;
    private final Sql ring;
    private final AtomicReference<@Nullable Ring> wanted = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;

    public Bell(Connections connections, Statements statements) {
        this.connections = connections;
        this.ring = statements.statement("wake/ring");
        this.thread = Thread.ofPlatform().daemon().name("penstock-bell").unstarted(this::loop);
        thread.start();
    }

    /** Returns at once. A ring by nobody in particular wins over one by a worker: it is told to more. */
    public void ring(@Nullable WorkerId by) {
        var before = wanted.getAndUpdate(ring -> ring != null && ring.by() == null ? ring : new Ring(by));
        if (before == null) {
            LockSupport.unpark(thread);
        }
    }

    private void loop() {
        while (true) {
            var next = wanted.getAndSet(null);
            if (next != null) {
                send(next);
                LockSupport.parkNanos(this, APART_NANOS);
            } else if (closed) {
                return;
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void send(Ring next) {
        try {
            connections.once(connection -> {
                try (var call = ring.on(connection)) {
                    call.set("worker", next.by() == null ? null : next.by().value())
                            .query()
                            .close();
                    return true;
                }
            });
        } catch (SQLException | PenstockException lost) {
            LOG.debug("a ring was lost; workers find the runs at their next look", lost);
        }
    }

    /** Rings once more if that is wanted. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

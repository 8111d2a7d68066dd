package dev.penstock.postgres.lease;

import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Micros;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.run.RunId;
import dev.penstock.store.Renewal;
import dev.penstock.store.RunKey;
import dev.penstock.store.WorkerId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Workers and their leases; see the package note. */
public final class Leases {

    private final Connections connections;
    private final Sql join;
    private final Sql renew;
    private final Sql cancelRequested;
    private final Sql leave;
    private final Sql takeOver;
    private final Sql takeOverAll;
    private final Sql now;
    private final @Nullable TakeBack onShards;

    public Leases(Connections connections, Statements statements, Shards shards) {
        this.onShards = shards.exist() ? new TakeBack(connections, statements, shards) : null;
        this.connections = connections;
        this.join = statements.statement("lease/join");
        this.renew = statements.statement("lease/renew");
        this.cancelRequested = statements.statement("lease/cancel_requested");
        this.leave = statements.statement("lease/leave");
        this.takeOver = statements.statement("lease/take_over");
        this.takeOverAll = statements.statement("lease/take_over_all");
        this.now = statements.statement("lease/now");
    }

    public WorkerId join(String name, Duration lease) {
        var worker = new WorkerId(UUID.randomUUID());
        connections.repeatably("registering worker " + name, connection -> {
            try (var statement = join.on(connection)) {
                return statement
                        .set("worker", worker.value())
                        .set("name", name)
                        .set("lease_us", Micros.of(lease))
                        .write();
            }
        });
        return worker;
    }

    public Instant databaseTime() {
        return connections.repeatably("reading the database clock", connection -> {
            try (var statement = now.on(connection)) {
                return Objects.requireNonNull(statement.value(OffsetDateTime.class))
                        .toInstant();
            }
        });
    }

    public Renewal renew(WorkerId worker, Duration lease) {
        return connections.repeatably("heartbeat of worker " + worker, connection -> {
            try (var statement = renew.on(connection);
                    var row = statement
                            .set("worker", worker.value())
                            .set("lease_us", Micros.of(lease))
                            .query()) {
                row.next();
                var now = row.getObject("database_time", OffsetDateTime.class).toInstant();
                return new Renewal(row.getBoolean("held"), now, cancelRequested(connection, worker));
            }
        });
    }

    private List<RunKey> cancelRequested(Connection connection, WorkerId worker) throws SQLException {
        var runs = new ArrayList<RunKey>();
        try (var statement = cancelRequested.on(connection);
                var rows = statement.set("worker", worker.value()).query()) {
            while (rows.next()) {
                runs.add(new RunKey(rows.getString(1), new RunId(rows.getObject(2, UUID.class))));
            }
        }
        return runs;
    }

    public void leave(WorkerId worker) {
        if (onShards != null) {
            onShards.after(new UUID[] {worker.value()});
            return;
        }
        connections.repeatably("leave of worker " + worker, connection -> {
            try (var statement = leave.on(connection)) {
                return statement.set("worker", worker.value()).value(Long.class);
            }
        });
    }

    public int takeOver() {
        return onShards != null
                ? onShards.after(null)
                : count("taking over from workers whose lease has run out", takeOver);
    }

    /** For a database that only this process uses: nobody else can be alive. */
    public int takeOverAll() {
        return count("taking over from former processes", takeOverAll);
    }

    private int count(String what, Sql sql) {
        return connections.repeatably(what, connection -> {
            try (var statement = sql.on(connection)) {
                return Math.toIntExact(Objects.requireNonNull(statement.value(Long.class)));
            }
        });
    }
}

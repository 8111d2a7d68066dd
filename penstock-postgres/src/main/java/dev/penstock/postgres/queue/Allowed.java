package dev.penstock.postgres.queue;

import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.shard.Silences;
import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Micros;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.queue.Allowance;
import dev.penstock.queue.Queue;
import dev.penstock.queue.Rate;
import dev.penstock.store.Allowances;
import dev.penstock.store.Draw;
import dev.penstock.store.Subject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The limits that stand, and setting them; see the package note. */
public final class Allowed {

    private static final Logger LOG = LoggerFactory.getLogger(Allowed.class);

    private final Connections connections;
    private final Silences silences;
    private final Statements statements;
    private final Sql allowances;
    private final Sql set;
    private final Sql declare;
    private final Sql tellChanged;
    private final Sql draw;

    public Allowed(Connections connections, Statements statements, Shards shards) {
        this.connections = connections;
        this.silences = shards.silences();
        this.statements = statements;
        this.allowances = statements.statement("queue/allowances");
        this.set = statements.statement("queue/set");
        this.declare = statements.statement("queue/declare");
        this.tellChanged = statements.statement("queue/tell_changed");
        this.draw = statements.statement("queue/draw");
    }

    public Allowances all() {
        return connections.repeatably("reading limits", this::all);
    }

    private Allowances all(Connection connection) throws SQLException {
        var queues = new HashMap<String, Queue>();
        var tenants = new HashMap<String, Allowance>();
        try (var look = allowances.on(connection);
                var rows = look.query()) {
            while (rows.next()) {
                switch (kind(rows.getString("kind"))) {
                    case QUEUE -> queues.put(rows.getString("name"), queue(rows));
                    case TENANT ->
                        tenants.put(
                                rows.getString("name"),
                                new Allowance(rows.getObject("concurrency", Integer.class), rows.getInt("weight")));
                }
            }
        }
        return new Allowances(queues, tenants);
    }

    private static Queue queue(ResultSet row) throws SQLException {
        var count = row.getObject("rate_count", Integer.class);
        return new Queue(
                Objects.requireNonNull(row.getString("name")),
                row.getObject("concurrency", Integer.class),
                row.getObject("worker_concurrency", Integer.class),
                count == null
                        ? null
                        : new Rate(count, Micros.duration(row.getLong("rate_period_us")), row.getInt("rate_burst")));
    }

    public void set(Queue queue) {
        write("setting queue " + queue.name(), set, queue);
    }

    /** Returns the one that stands. */
    public Queue declare(Queue queue) {
        var standing = all().queues().get(queue.name());
        if (standing != null) {
            return standing;
        }
        write("making queue " + queue.name(), declare, queue);
        return Objects.requireNonNull(all().queues().get(queue.name()));
    }

    private void write(String what, Sql sql, Queue queue) {
        var rate = queue.rate();
        write(
                what,
                sql,
                new Row(
                        Subject.queue(queue.name()),
                        queue.concurrency(),
                        queue.workerConcurrency(),
                        rate == null ? null : rate.count(),
                        rate == null ? null : Micros.of(rate.period()),
                        rate == null ? null : rate.burst(),
                        1));
    }

    public void set(String tenant, Allowance allowance) {
        var name = statements.tenant(tenant);
        write(
                "setting the allowance of tenant " + tenant,
                set,
                new Row(Subject.tenant(name), allowance.concurrency(), null, null, null, null, allowance.weight()));
    }

    private record Row(
            Subject subject,
            @Nullable Integer concurrency,
            @Nullable Integer workerConcurrency,
            @Nullable Integer rateCount,
            @Nullable Long ratePeriod,
            @Nullable Integer rateBurst,
            int weight) {}

    private void write(String what, Sql sql, Row row) {
        connections.repeatably(what, connection -> {
            try (var statement = sql.on(connection)) {
                bind(statement, row).write();
            }
            try (var call = tellChanged.on(connection)) {
                call.query().close();
            }
            return true;
        });
    }

    private static Bound bind(Bound statement, Row row) throws SQLException {
        return statement
                .set("kind", label(row.subject().kind()))
                .set("name", row.subject().name())
                .set("concurrency", row.concurrency())
                .set("worker_concurrency", row.workerConcurrency())
                .set("rate_count", row.rateCount())
                .set("rate_period_us", row.ratePeriod())
                .set("rate_burst", row.rateBurst())
                .set("weight", row.weight());
    }

    public Draw draw(String queue, int wanted) {
        if (wanted < 0) {
            giveBack(queue, wanted);
            return new Draw(wanted, null);
        }
        silences.requireNone("what is drawn from the rate of queue " + queue);
        return connections.briefly(
                "drawing from the rate of queue " + queue, connection -> draw(connection, queue, wanted));
    }

    /** Once only: starts that are lost are better than starts that are given back twice. */
    private void giveBack(String queue, int wanted) {
        try {
            connections.once(connection -> draw(connection, queue, wanted));
        } catch (SQLException | PenstockException lost) {
            LOG.debug("starts of queue {} were not given back", queue, lost);
        }
    }

    private Draw draw(Connection connection, String queue, int wanted) throws SQLException {
        try (var call = draw.on(connection);
                var row = call.set("queue", queue).set("wanted", wanted).query()) {
            row.next();
            var micros = row.getObject("next_in_us", Long.class);
            return new Draw(row.getInt("granted"), micros == null ? null : Micros.duration(micros));
        }
    }

    static String label(Subject.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    static Subject.Kind kind(@Nullable String label) {
        return Subject.Kind.valueOf(Objects.requireNonNull(label).toUpperCase(Locale.ROOT));
    }
}

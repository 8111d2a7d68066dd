package dev.penstock.postgres.lease;

import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.EachNode;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Micros;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.run.RunId;
import dev.penstock.store.Holding;
import dev.penstock.store.Renewal;
import dev.penstock.store.RunKey;
import dev.penstock.store.WorkerId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Workers and their leases; see the package note. */
public final class Leases {

    /** Short beside a lease, so that a node that hangs does not cost the leases on the others. */
    private static final Duration SOON = Duration.ofMillis(300);

    private final Connections connections;
    private final Shards shards;
    private final EachNode heartbeat;
    private final EachNode inHand;
    private final Sql renew;
    private final Sql cancelRequested;
    private final Sql cancelRequestedOnNode;
    private final Sql held;
    private final Sql heldOnNode;
    private final Sql leave;
    private final Sql takeOver;
    private final Sql takeOverAll;
    private final Sql now;
    private final TakeBack onShards;
    /** Of those that have joined here and not left. */
    private final Map<WorkerId, String> names = new ConcurrentHashMap<>();

    public Leases(Connections connections, Statements statements, Shards shards) {
        this.onShards = new TakeBack(connections, statements, shards);
        this.connections = connections;
        this.shards = shards;
        this.heartbeat = new EachNode(connections, shards, "heartbeat", SOON);
        this.inHand = new EachNode(connections, shards, "looking for runs in hand", SOON);
        this.renew = statements.statement("lease/renew");
        this.cancelRequested = statements.statement("lease/cancel_requested");
        this.cancelRequestedOnNode = statements.statement("lease/cancel_requested_on_node");
        this.held = statements.statement("lease/held");
        this.heldOnNode = statements.statement("lease/held_on_node");
        this.leave = statements.statement("lease/leave");
        this.takeOver = statements.statement("lease/take_over");
        this.takeOverAll = statements.statement("lease/take_over_all");
        this.now = statements.statement("lease/now");
    }

    public WorkerId join(String name, Duration lease) {
        var worker = new WorkerId(UUID.randomUUID());
        names.put(worker, name);
        renew(worker, lease);
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

    /** Of a node that does not answer nothing is known: what the others say counts. */
    public Renewal renew(WorkerId worker, Duration lease) {
        if (!shards.exist()) {
            // Shards that have come have leases of their own, to be extended from the first heartbeat on.
            shards.doubt();
        }
        shards.refresh(connections);
        var renewals = heartbeat.ask(lease, (connection, node) -> renew(connection, node, worker, lease));
        return new Renewal(
                renewals.stream().allMatch(Renewal::held),
                renewals.getLast().databaseTime(),
                renewals.stream()
                        .flatMap(renewal -> renewal.cancelRequested().stream())
                        .toList());
    }

    private Renewal renew(Connection connection, Shards.Node node, WorkerId worker, Duration lease)
            throws SQLException {
        try (var statement = renew.on(connection);
                var row = statement
                        .set("route", node.route())
                        .set("tenants", node.leases().toArray(String[]::new))
                        .set("worker", worker.value())
                        .set("name", names.get(worker))
                        .set("lease_us", Micros.of(lease))
                        .query()) {
            row.next();
            var time = row.getObject("database_time", OffsetDateTime.class).toInstant();
            return new Renewal(row.getBoolean("held"), time, cancelRequested(connection, node, worker));
        }
    }

    private List<RunKey> cancelRequested(Connection connection, Shards.Node node, WorkerId worker) throws SQLException {
        var runs = new ArrayList<RunKey>();
        try (var statement = onShards(connection, node, cancelRequested, cancelRequestedOnNode, "worker");
                var rows = statement.set("worker", worker.value()).query()) {
            while (rows.next()) {
                runs.add(run(rows));
            }
        }
        return runs;
    }

    private static RunKey run(ResultSet row) throws SQLException {
        return new RunKey(row.getString(1), new RunId(row.getObject(2, UUID.class)));
    }

    /** The query, where there are shards carried out on each of a node's. */
    private Bound onShards(Connection connection, Shards.Node node, Sql query, Sql onNode, String... parameters)
            throws SQLException {
        return shards.exist()
                ? onNode.on(connection).set("route", node.route()).set("query", query.numbered(parameters))
                : query.on(connection);
    }

    /** Of a node that does not answer nothing is known. */
    public List<Holding> held(WorkerId worker, int atMost) {
        return inHand.ask((connection, node) -> held(connection, node, worker, atMost)).stream()
                .flatMap(List::stream)
                .toList();
    }

    private List<Holding> held(Connection connection, Shards.Node node, WorkerId worker, int atMost)
            throws SQLException {
        var holdings = new ArrayList<Holding>();
        try (var statement = onShards(connection, node, held, heldOnNode, "worker", "limit");
                var rows = statement
                        .set("worker", worker.value())
                        .set("limit", atMost)
                        .query()) {
            while (rows.next()) {
                holdings.add(new Holding(run(rows), worker, rows.getLong(3)));
            }
        }
        return holdings;
    }

    public void leave(WorkerId worker) {
        names.remove(worker);
        shards.either(
                connections,
                "leave of worker " + worker,
                connection -> {
                    try (var statement = onTheOneShard(leave.on(connection))) {
                        return number(statement.set("worker", worker.value()));
                    }
                },
                () -> onShards.after(worker, new UUID[] {worker.value()}));
    }

    public int takeOver(WorkerId by) {
        return shards.either(
                connections,
                "taking over from workers whose lease has run out",
                connection -> {
                    try (var statement = onTheOneShard(takeOver.on(connection))) {
                        return number(statement);
                    }
                },
                () -> onShards.after(by, null));
    }

    /** For a database that only this process uses: nobody else can be alive. */
    public int takeOverAll() {
        return connections.repeatably("taking over from former processes", connection -> {
            try (var statement = onTheOneShard(takeOverAll.on(connection))) {
                return number(statement);
            }
        });
    }

    private Bound onTheOneShard(Bound statement) throws SQLException {
        return statement.set("tenants", shards.nodes().getFirst().leases().toArray(String[]::new));
    }

    private static int number(Bound call) throws SQLException {
        return Math.toIntExact(Objects.requireNonNull(call.value(Long.class)));
    }
}

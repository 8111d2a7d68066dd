package dev.penstock.postgres.queue;

import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.queue.Deal.Holder;
import dev.penstock.postgres.queue.Holders.Fate;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.shard.Silences;
import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.store.Demand;
import dev.penstock.store.Share;
import dev.penstock.store.Subject;
import dev.penstock.store.WorkerId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Deals the permits of limits to workers; see the package note. */
public final class Deals {

    private static final Duration TURN = Duration.ofSeconds(10);

    private final Connections connections;
    private final Silences silences;
    private final Holders holders;
    private final Sql shares;
    private final Sql hold;
    private final Sql giveShare;
    private final Sql takeShare;
    private final Sql holdsRuns;

    public Deals(Connections connections, Statements statements, Shards shards) {
        this.connections = connections;
        this.silences = shards.silences();
        this.holders = new Holders(connections, statements, shards);
        this.shares = statements.statement("queue/shares");
        this.hold = statements.statement("queue/hold");
        this.giveShare = statements.statement("queue/give_share");
        this.takeShare = statements.statement("queue/take_share");
        this.holdsRuns = statements.statement("queue/holds_runs");
    }

    private record Row(UUID worker, int permits, int wanted) {}

    /** How a limit is dealt out. */
    private record Dealt(int limit, long turn, List<Row> rows) {

        Stream<Row> others(WorkerId worker) {
            return rows.stream().filter(row -> !row.worker().equals(worker.value()));
        }

        /** Whether the worker's row says this already. */
        boolean says(WorkerId worker, int permits, int wanted) {
            return rows.stream()
                    .filter(row -> row.worker().equals(worker.value()))
                    .findFirst()
                    .map(row -> row.permits() == permits && row.wanted() == wanted)
                    .orElse(permits == 0 && wanted == 0);
        }
    }

    public List<Share> deal(WorkerId worker, List<Demand> demands) {
        var subjects = demands.stream().map(Demand::subject).toList();
        var seen = connections.briefly("looking at limits", connection -> dealt(connection, subjects));
        var fates = holders.fates(seen.values().stream()
                .flatMap(dealt -> dealt.others(worker))
                .map(Row::worker)
                .collect(Collectors.toSet()));
        var dealt = new ArrayList<Share>();
        for (var demand : demands) {
            var of = seen.get(demand.subject());
            if (of != null) {
                dealt.add(deal(worker, demand, of, fates));
            }
        }
        return dealt;
    }

    private Share deal(WorkerId worker, Demand demand, Dealt seen, Map<UUID, Fate> fates) {
        var gone = seen.others(worker)
                .map(Row::worker)
                .filter(other -> fates.get(other) == Fate.GONE)
                .toList();
        var part = part(worker, demand, seen, fates);
        if (gone.isEmpty() && seen.says(worker, part.permits(), demand.wanted())) {
            // Whatever others are dealt meanwhile, what is this worker's stays so.
            return new Share(demand.subject(), part.permits(), part.target());
        }
        silences.requireNone("what is dealt of " + demand.subject());
        gone.forEach(other -> takeFromGone(demand.subject(), other));
        return connections.briefly("dealing " + demand.subject(), connection -> {
            connection.setAutoCommit(false);
            try {
                var share = dealHeld(connection, worker, demand, fates);
                connection.commit();
                return share;
            } catch (SQLException | RuntimeException thrown) {
                connection.rollback();
                throw thrown;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    private Share dealHeld(Connection connection, WorkerId worker, Demand demand, Map<UUID, Fate> fates)
            throws SQLException {
        var subject = demand.subject();
        try (var statement = named(hold.on(connection), subject)) {
            statement.write();
        }
        var held = dealt(connection, List.of(subject)).get(subject);
        if (held == null) {
            // The limit was lifted meanwhile.
            return new Share(subject, demand.wanted(), demand.wanted());
        }
        var part = part(worker, demand, held, fates);
        if (part.permits() == 0 && demand.wanted() == 0) {
            try (var statement = named(takeShare.on(connection), subject)) {
                statement.set("worker", worker.value()).write();
            }
        } else {
            try (var statement = named(giveShare.on(connection), subject)) {
                statement
                        .set("worker", worker.value())
                        .set("permits", part.permits())
                        .set("wanted", demand.wanted())
                        .write();
            }
        }
        return new Share(subject, part.permits(), part.target());
    }

    /** Whoever has come meanwhile stands. */
    private static Deal.Part part(WorkerId worker, Demand demand, Dealt dealt, Map<UUID, Fate> fates) {
        var others = dealt.others(worker)
                .map(row -> new Holder(
                        row.worker(),
                        row.permits(),
                        row.wanted(),
                        fates.getOrDefault(row.worker(), Fate.STANDING) == Fate.STANDING))
                .toList();
        return Deal.to(worker.value(), demand.used(), demand.wanted(), dealt.limit(), dealt.turn(), others);
    }

    /** A worker that is gone and has no run in its hands holds no permit. */
    private void takeFromGone(Subject subject, UUID worker) {
        connections.briefly("taking the permits of worker " + worker, connection -> {
            if (!holdsRuns(connection, worker)) {
                try (var statement = named(takeShare.on(connection), subject)) {
                    statement.set("worker", worker).write();
                }
            }
            return true;
        });
    }

    private boolean holdsRuns(Connection connection, UUID worker) throws SQLException {
        try (var look = holdsRuns.on(connection)) {
            return Boolean.TRUE.equals(
                    look.set("worker", worker).set("limit", 1).value(Boolean.class));
        }
    }

    private Map<Subject, Dealt> dealt(Connection connection, List<Subject> subjects) throws SQLException {
        var dealt = new HashMap<Subject, Dealt>();
        try (var look = shares.on(connection);
                var rows = look.set(
                                "kinds",
                                subjects.stream()
                                        .map(subject -> Allowed.label(subject.kind()))
                                        .toArray(String[]::new))
                        .set("names", subjects.stream().map(Subject::name).toArray(String[]::new))
                        .set("turn_s", TURN.toSeconds())
                        .query()) {
            while (rows.next()) {
                var subject = new Subject(Allowed.kind(rows.getString("kind")), rows.getString("name"));
                int limit = rows.getInt("concurrency");
                long turn = rows.getLong("turn");
                var of = dealt.computeIfAbsent(subject, added -> new Dealt(limit, turn, new ArrayList<>()));
                var worker = rows.getObject("worker_id", UUID.class);
                if (worker != null) {
                    of.rows().add(new Row(worker, rows.getInt("permits"), rows.getInt("wanted")));
                }
            }
        }
        return dealt;
    }

    private static Bound named(Bound statement, Subject subject) throws SQLException {
        return statement.set("kind", Allowed.label(subject.kind())).set("name", subject.name());
    }
}

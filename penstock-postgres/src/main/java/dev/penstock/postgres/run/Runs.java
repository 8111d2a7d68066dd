package dev.penstock.postgres.run;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.ByNode;
import dev.penstock.postgres.shard.RunKeys;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Cursor;
import dev.penstock.postgres.sql.Json;
import dev.penstock.postgres.sql.Micros;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.Trouble;
import dev.penstock.run.Page;
import dev.penstock.run.RunId;
import dev.penstock.run.RunQuery;
import dev.penstock.run.RunState;
import dev.penstock.run.RunStatus;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.RunOutcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Starting a run in the caller's transaction, looking at runs, cancelling and resuming them. */
public final class Runs {

    private static final UUID LAST = new UUID(-1, -1);

    private static final Comparator<RunStatus> NEWEST_FIRST = Comparator.comparing(RunStatus::createdAt)
            .thenComparing(RunStatus::id)
            .reversed();

    private final ByNode connections;
    private final Statements statements;
    private final Shards shards;
    private final Sql start;
    private final Sql ring;
    private final Sql status;
    private final Sql outcome;
    private final Sql outcomes;
    private final Sql cancel;
    private final Sql resume;
    private final Sql list;
    private final Sql listDirect;
    private final Sql listFailed;
    private final Sql listByAttribute;

    public Runs(ByNode connections, Statements statements, Shards shards) {
        this.shards = shards;
        this.connections = connections;
        this.statements = statements;
        this.start = statements.statement("run/start");
        this.ring = statements.statement("wake/ring");
        this.status = statements.statement("run/status");
        this.outcome = statements.statement("run/outcome");
        this.outcomes = statements.statement("run/outcomes");
        this.cancel = statements.statement("run/cancel");
        this.resume = statements.statement("run/resume");
        this.list = statements.statement("run/list");
        this.listDirect = statements.statement("run/list_direct");
        this.listFailed = statements.statement("run/list_failed");
        this.listByAttribute = statements.statement("run/list_by_attribute");
    }

    public Optional<RunKey> start(Connection connection, NewRun run) {
        try (var insert = start.on(connection)) {
            var parameters = keyed(insert, run.key())
                    .set("workflow", run.workflow())
                    .set("version", run.version())
                    .set("direct", run.direct())
                    .set("detached", run.detached())
                    .set("priority", run.priority())
                    .set("worker", run.holder() == null ? null : run.holder().value())
                    .set("delay_us", Micros.of(run.delay()))
                    .set("timeout_us", run.timeout() == null ? null : (Long) Micros.of(run.timeout()))
                    .set("parent", run.parent() == null ? null : run.parent().value())
                    .set("idempotency_key", run.idempotencyKey())
                    .set("attributes", Json.write(run.attributes()))
                    .set("input", run.input())
                    .set("queue", run.queue());
            RunKey placed;
            try (var row = parameters.query()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                placed = new RunKey(
                        Objects.requireNonNull(row.getString(1)), run.key().id());
            }
            if (run.delay().isZero()) {
                ring(connection);
            }
            return Optional.of(placed);
        } catch (SQLException refused) {
            throw Trouble.coded("start of run " + run.key() + " of workflow " + run.workflow(), refused);
        }
    }

    /** Heard when the caller commits. */
    private void ring(Connection connection) throws SQLException {
        try (var call = ring.on(connection)) {
            call.set("worker", null).query().close();
        }
    }

    private Connections of(String tenant) {
        return connections.of(statements.tenant(tenant));
    }

    public Optional<RunStatus> status(RunKey run) {
        return of(run.tenant()).repeatably("status of run " + run, connection -> {
            try (var look = status.on(connection);
                    var rows = keyed(look, run).query()) {
                return RunRows.all(rows).stream().findFirst();
            }
        });
    }

    public Optional<RunOutcome> outcome(RunKey run) {
        return of(run.tenant()).repeatably("outcome of run " + run, connection -> {
            try (var look = outcome.on(connection);
                    var row = keyed(look, run).query()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(outcome(row));
            }
        });
    }

    /** One that continued is followed by itself, which is rare. */
    public Map<RunKey, RunOutcome> outcomes(List<RunKey> asked) {
        var found = new HashMap<RunKey, RunOutcome>();
        for (var ofShard : shards.byShard(asked, run -> run)) {
            var continued = connections
                    .of(ofShard.getFirst().tenant())
                    .repeatably(
                            "outcomes of " + ofShard.size() + " runs",
                            connection -> outcomes(connection, ofShard, found));
            for (var run : continued) {
                outcome(run).ifPresent(last -> found.put(run, last));
            }
        }
        return found;
    }

    /** Returns those that continued as others. */
    private List<RunKey> outcomes(Connection connection, List<RunKey> ofShard, Map<RunKey, RunOutcome> found)
            throws SQLException {
        var continued = new ArrayList<RunKey>();
        try (var look = outcomes.on(connection);
                var rows = look.set("tenants", RunKeys.tenants(ofShard))
                        .set("runs", RunKeys.ids(ofShard))
                        .set("pruning", shards.exist() ? Shards.pruning(ofShard, run -> run) : null)
                        .query()) {
            while (rows.next()) {
                var outcome = outcome(rows);
                var run = new RunKey(Objects.requireNonNull(rows.getString(6)), outcome.id());
                if (rows.getBoolean(7)) {
                    continued.add(run);
                } else {
                    found.put(run, outcome);
                }
            }
        }
        return continued;
    }

    private static RunOutcome outcome(ResultSet row) throws SQLException {
        return new RunOutcome(
                new RunId(row.getObject(1, UUID.class)),
                row.getString(2),
                RunState.ofLabel(row.getString(3)),
                row.getString(4),
                Json.failure(row.getString(5)));
    }

    public Optional<RunState> cancel(RunKey run) {
        var failure = Failure.of(ErrorCode.RUN_CANCELLED, ErrorCode.RUN_CANCELLED + " cancelled on request");
        return of(run.tenant()).repeatably("cancelling run " + run, connection -> {
            try (var request = cancel.on(connection)) {
                return Optional.ofNullable(keyed(request, run)
                                .set("failure", Json.write(failure))
                                .value(String.class))
                        .map(RunState::ofLabel);
            }
        });
    }

    public Optional<RunState> resume(RunKey run) {
        return of(run.tenant()).repeatably("resuming run " + run, connection -> {
            try (var request = resume.on(connection)) {
                return Optional.ofNullable(keyed(request, run).value(String.class))
                        .map(RunState::ofLabel);
            }
        });
    }

    /** Every one of them may have all that the page shows, so each is asked for as many. */
    public Page<RunStatus> list(List<String> stored, RunQuery query) {
        var after = query.cursor() == null ? null : Cursor.ofRun("runs", query.cursor());
        var found = stored.stream()
                .flatMap(tenant -> list(tenant, query, after).stream())
                .sorted(NEWEST_FIRST)
                .toList();
        return page(found, query.pageSize());
    }

    private List<RunStatus> list(String tenant, RunQuery query, @Nullable Cursor after) {
        return of(tenant).repeatably("runs of tenant " + tenant, connection -> {
            try (var look = listing(connection, query)) {
                look.set("tenant", statements.tenant(tenant))
                        .set("workflow", query.workflow())
                        .set("created_from", query.createdFrom() == null ? OffsetDateTime.MIN : query.createdFrom())
                        .set(
                                "created_before",
                                query.createdBefore() == null ? OffsetDateTime.MAX : query.createdBefore())
                        .set("after_created", after == null ? OffsetDateTime.MAX : after.at())
                        .set("after_run", after == null ? LAST : after.run())
                        .set("limit", query.pageSize() + 1);
                try (var rows = look.query()) {
                    return RunRows.all(rows);
                }
            }
        });
    }

    /** The listing whose index serves the query best, with the parameters that it alone has. */
    private Bound listing(Connection connection, RunQuery query) throws SQLException {
        if (!query.attributes().isEmpty()) {
            return states(listByAttribute.on(connection), query)
                    .set("attributes", Json.write(query.attributes()))
                    .set("direct_only", query.directOnly());
        }
        if (query.directOnly()) {
            return states(listDirect.on(connection), query);
        }
        if (query.states().equals(Set.of(RunState.FAILED))) {
            return listFailed.on(connection);
        }
        return states(list.on(connection), query);
    }

    private static Bound states(Bound look, RunQuery query) throws SQLException {
        var labels = query.states().stream().map(RunState::label).toArray(String[]::new);
        return look.set("states", labels.length == 0 ? null : labels);
    }

    private Bound keyed(Bound look, RunKey run) throws SQLException {
        return look.set("tenant", statements.tenant(run.tenant()))
                .set("run", run.id().value());
    }

    private static Page<RunStatus> page(List<RunStatus> found, int pageSize) {
        if (found.size() <= pageSize) {
            return new Page<>(found, null);
        }
        var items = found.subList(0, pageSize);
        var last = items.getLast();
        return new Page<>(items, new Cursor("runs", last.createdAt(), last.id().value(), null).encode());
    }
}

package dev.penstock.postgres.step;

import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Cursor;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.run.Page;
import dev.penstock.step.StepRecord;
import dev.penstock.store.RunKey;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Look-ups of steps. */
public final class Steps {

    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    private final Connections connections;
    private final Statements statements;
    private final Sql ofRun;
    private final Sql byName;
    private final Sql retrying;
    private final Sql timedOut;

    public Steps(Connections connections, Statements statements) {
        this.connections = connections;
        this.statements = statements;
        this.ofRun = statements.statement("step/of_run");
        this.byName = statements.statement("step/by_name");
        this.retrying = statements.statement("step/retrying");
        this.timedOut = statements.statement("step/timed_out");
    }

    public List<StepRecord> ofRun(RunKey run) {
        return list("steps of run " + run, ofRun, look -> keyed(look, run));
    }

    public List<StepRecord> byName(RunKey run, String name) {
        return list(
                "steps " + name + " of run " + run,
                byName,
                look -> keyed(look, run).set("name", name));
    }

    public Page<StepRecord> retrying(String tenant, boolean dueOnly, int pageSize, @Nullable String cursor) {
        var after = cursor == null ? null : Cursor.decode("retrying", 4, cursor);
        var found = list(
                "retrying steps of tenant " + tenant,
                retrying,
                look -> look.set("tenant", statements.tenant(tenant))
                        .set("due_only", dueOnly)
                        .set("after_at", after == null ? OffsetDateTime.MIN : after.at())
                        .set("after_run", after == null ? FIRST : after.run())
                        .set("after_name", after == null ? "" : after.rest().get(1))
                        .set("after_occurrence", after == null ? 0 : after.number(2))
                        .set("after_item", after == null ? 0 : after.number(3))
                        .set("limit", pageSize + 1));
        return page("retrying", found, pageSize);
    }

    public Page<StepRecord> timedOut(String tenant, int pageSize, @Nullable String cursor) {
        var before = cursor == null ? null : Cursor.decode("timed-out", 4, cursor);
        var found = list(
                "timed-out steps of tenant " + tenant,
                timedOut,
                look -> look.set("tenant", statements.tenant(tenant))
                        .set("before_at", before == null ? OffsetDateTime.MAX : before.at())
                        .set("before_run", before == null ? LAST : before.run())
                        .set("before_name", before == null ? "" : before.rest().get(1))
                        .set("before_occurrence", before == null ? 0 : before.number(2))
                        .set("before_item", before == null ? 0 : before.number(3))
                        .set("limit", pageSize + 1));
        return page("timed-out", found, pageSize);
    }

    private Bound keyed(Bound look, RunKey run) throws SQLException {
        return look.set("tenant", statements.tenant(run.tenant()))
                .set("run", run.id().value());
    }

    @FunctionalInterface
    private interface Parameters {
        Bound on(Bound look) throws SQLException;
    }

    private List<StepRecord> list(String what, Sql sql, Parameters parameters) {
        return connections.repeatably(what, connection -> {
            try (var look = sql.on(connection);
                    var rows = parameters.on(look).query()) {
                return StepRows.all(rows);
            }
        });
    }

    private static Page<StepRecord> page(String listing, List<StepRecord> found, int pageSize) {
        if (found.size() <= pageSize) {
            return new Page<>(found, null);
        }
        var items = found.subList(0, pageSize);
        var last = items.getLast();
        return new Page<>(items, new Cursor(listing, sortedBy(listing, last), rest(last)).encode());
    }

    private static Instant sortedBy(String listing, StepRecord step) {
        return listing.equals("retrying") ? Objects.requireNonNull(step.dueAt()) : step.recordedAt();
    }

    private static List<String> rest(StepRecord step) {
        var key = step.key();
        return List.of(
                step.run().toString(), key.name(), Integer.toString(key.occurrence()), Integer.toString(key.item()));
    }
}

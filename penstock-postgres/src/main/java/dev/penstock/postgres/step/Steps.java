package dev.penstock.postgres.step;

import dev.penstock.postgres.shard.ByNode;
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
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Look-ups of steps. */
public final class Steps {

    private static final UUID NONE = new UUID(0, 0);

    private final ByNode connections;
    private final Statements statements;
    private final Sql ofRun;
    private final Sql byName;
    private final Sql retrying;
    private final Sql timedOut;

    public Steps(ByNode connections, Statements statements) {
        this.connections = connections;
        this.statements = statements;
        this.ofRun = statements.statement("step/of_run");
        this.byName = statements.statement("step/by_name");
        this.retrying = statements.statement("step/retrying");
        this.timedOut = statements.statement("step/timed_out");
    }

    public List<StepRecord> ofRun(RunKey run) {
        return list(run.tenant(), "steps of run " + run, ofRun, look -> keyed(look, run));
    }

    public List<StepRecord> byName(RunKey run, String name) {
        return list(
                run.tenant(),
                "steps " + name + " of run " + run,
                byName,
                look -> keyed(look, run).set("name", name));
    }

    public Page<StepRecord> retrying(List<String> stored, boolean dueOnly, int pageSize, @Nullable String cursor) {
        var after = cursor == null ? null : Cursor.ofStep("retrying", cursor);
        var found = stored.stream()
                .flatMap(tenant -> list(
                        tenant,
                        "retrying steps of tenant " + tenant,
                        retrying,
                        look -> beyond(look, tenant, pageSize, after)
                                .set("at", after == null ? OffsetDateTime.MIN : after.at())
                                .set("due_only", dueOnly))
                        .stream())
                .sorted(by("retrying"))
                .toList();
        return page("retrying", found, pageSize);
    }

    public Page<StepRecord> timedOut(List<String> stored, int pageSize, @Nullable String cursor) {
        var before = cursor == null ? null : Cursor.ofStep("timed-out", cursor);
        var found = stored.stream()
                .flatMap(tenant -> list(
                        tenant,
                        "timed-out steps of tenant " + tenant,
                        timedOut,
                        look -> beyond(look, tenant, pageSize, before)
                                .set("at", before == null ? OffsetDateTime.MAX : before.at()))
                        .stream())
                .sorted(by("timed-out").reversed())
                .toList();
        return page("timed-out", found, pageSize);
    }

    /** The row where the page begins; on the first page the moment alone decides. */
    private Bound beyond(Bound look, String tenant, int pageSize, @Nullable Cursor cursor) throws SQLException {
        var step = cursor == null ? null : cursor.step();
        return look.set("tenant", statements.tenant(tenant))
                .set("run", cursor == null ? NONE : cursor.run())
                .set("name", step == null ? "" : step.name())
                .set("occurrence", step == null ? 0 : step.occurrence())
                .set("item", step == null ? 0 : step.item())
                .set("limit", pageSize + 1);
    }

    private Bound keyed(Bound look, RunKey run) throws SQLException {
        return look.set("tenant", statements.tenant(run.tenant()))
                .set("run", run.id().value());
    }

    @FunctionalInterface
    private interface Parameters {
        Bound on(Bound look) throws SQLException;
    }

    private List<StepRecord> list(String tenant, String what, Sql sql, Parameters parameters) {
        return connections.of(statements.tenant(tenant)).repeatably(what, connection -> {
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
        return new Page<>(
                items, new Cursor(listing, sortedBy(listing, last), last.run().value(), last.key()).encode());
    }

    /** Within a run, which is of one tenant as stored, they are in order already. */
    private static Comparator<StepRecord> by(String listing) {
        return Comparator.<StepRecord, Instant>comparing(step -> sortedBy(listing, step))
                .thenComparing(StepRecord::run);
    }

    private static Instant sortedBy(String listing, StepRecord step) {
        return listing.equals("retrying") ? Objects.requireNonNull(step.dueAt()) : step.recordedAt();
    }
}

package dev.penstock.postgres.claim;

import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.sql.Micros;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.store.Look;
import dev.penstock.store.RunKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for due runs on one PostgreSQL. */
final class DueHere implements DueLook {

    private final Connections connections;
    private final Sql findDue;
    private final Sql findTurns;
    private final Sql nextDue;

    DueHere(Connections connections, Statements statements) {
        this.connections = connections;
        this.findDue = statements.statement("claim/find_due");
        this.findTurns = statements.statement("claim/find_turns");
        this.nextDue = statements.statement("claim/next_due");
    }

    @Override
    public List<Sighting> due(Look look, List<String> queues) {
        return connections.repeatably("looking for due runs", connection -> {
            try (var statement = LookParameters.queues(findDue.on(connection), look, queues);
                    var rows = statement.query()) {
                return Sighting.all(rows);
            }
        });
    }

    @Override
    public Visit turns(Look look, String queue, @Nullable String[] after) {
        return connections.repeatably("looking for due runs by tenant", connection -> {
            try (var statement = LookParameters.turns(findTurns.on(connection), look, queue);
                    var rows = statement.set("after", after[0]).query()) {
                return Visit.read(rows);
            }
        });
    }

    @Override
    public @Nullable Duration nextDueIn(Look look) {
        return connections.repeatably("looking for the next due run", connection -> {
            try (var statement = LookParameters.workflows(nextDue.on(connection), look)) {
                var micros = statement
                        .set("queues", look.rooms().keySet().toArray(String[]::new))
                        .value(Long.class);
                return micros == null ? null : Micros.duration(micros);
            }
        });
    }

    @Override
    public boolean answers(RunKey run) {
        return true;
    }
}

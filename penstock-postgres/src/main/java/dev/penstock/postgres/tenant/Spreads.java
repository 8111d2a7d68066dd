package dev.penstock.postgres.tenant;

import dev.penstock.postgres.pool.Backoff;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.tenant.Spread;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads which tenants are spread. */
public final class Spreads {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Connections connections;
    private final Sql spreads;
    private final Sql spread;

    public Spreads(Connections connections, Statements statements) {
        this.connections = connections;
        this.spreads = statements.statement("tenant/spreads");
        this.spread = statements.statement("tenant/spread");
    }

    /** Those that are settled, by name. */
    public Map<String, Spread> all() {
        return connections.repeatably("reading which tenants are spread", connection -> {
            var all = new HashMap<String, Spread>();
            try (var look = spreads.on(connection);
                    var rows = look.query()) {
                while (rows.next()) {
                    var one = read(rows);
                    all.put(one.tenant(), one);
                }
            }
            return all;
        });
    }

    /** One that is settled; waits for one that is being settled. */
    public Optional<Spread> settled(String tenant) {
        var backoff = new Backoff(PATIENCE);
        while (true) {
            var declared = declared(tenant);
            if (declared.isEmpty() || declared.get().settled() || !backoff.pause()) {
                return declared.filter(Declared::settled).map(Declared::spread);
            }
        }
    }

    /** A row, settled or not, and by what it is told from one that comes after it. */
    record Declared(Spread spread, OffsetDateTime at, boolean settled) {}

    Optional<Declared> declared(String tenant) {
        return connections.repeatably(
                "looking whether tenant " + tenant + " is spread", connection -> declared(connection, tenant));
    }

    private Optional<Declared> declared(Connection connection, String tenant) throws SQLException {
        try (var look = spread.on(connection);
                var row = look.set("name", tenant).query()) {
            return row.next()
                    ? Optional.of(new Declared(
                            read(row), row.getObject("declared_at", OffsetDateTime.class), row.getBoolean("settled")))
                    : Optional.empty();
        }
    }

    private static Spread read(ResultSet row) throws SQLException {
        var buckets = (String[]) row.getArray("buckets").getArray();
        return new Spread(Objects.requireNonNull(row.getString("name")), List.copyOf(Arrays.asList(buckets)));
    }
}

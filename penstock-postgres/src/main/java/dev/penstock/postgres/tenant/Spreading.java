package dev.penstock.postgres.tenant;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Backoff;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.shard.Buckets;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Bound;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.postgres.tenant.Spreads.Declared;
import dev.penstock.tenant.Spread;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Spreads a tenant over buckets; {@link dev.penstock.tenant} says in which order and why. */
public final class Spreading {

    private static final int BUCKETS_MAX = 1024;

    private final Connections connections;
    private final Statements statements;
    private final Shards shards;
    private final TenantType tenantType;
    private final Duration patience;
    private final Spreads spreads;
    private final Sql declare;
    private final Sql settle;
    private final Sql takeBack;
    private final Sql hasRuns;
    private final Sql tellChanged;

    /** @param patience how long to wait for transactions that are open */
    public Spreading(
            Connections connections,
            Statements statements,
            Shards shards,
            TenantType tenantType,
            Spreads spreads,
            Duration patience) {
        this.connections = connections;
        this.statements = statements;
        this.shards = shards;
        this.tenantType = tenantType;
        this.patience = patience;
        this.spreads = spreads;
        this.declare = statements.statement("tenant/declare");
        this.settle = statements.statement("tenant/settle");
        this.takeBack = statements.statement("tenant/take_back");
        this.hasRuns = statements.statement("tenant/has_runs");
        this.tellChanged = statements.statement("queue/tell_changed");
    }

    /** Errors: as {@link dev.penstock.store.Store#spread(String, int)}; a number that is not accepted → PEN-1010. */
    public Spread spread(String tenant, int number) {
        if (number < 2 || number > BUCKETS_MAX || Integer.bitCount(number) != 1) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION,
                    "tenant " + tenant + " over " + number + " buckets; accepted is a power of two, 2 to " + BUCKETS_MAX
                            + ", best the number of shards");
        }
        if (tenantType != TenantType.TEXT) {
            throw refused(
                    tenant,
                    "this installation names tenants by " + tenantType.label()
                            + ", and a bucket is a name; give the application several tenants instead");
        }
        var buckets = Buckets.of(statements.tenant(tenant), number);
        var declared = declared(tenant, buckets);
        return declared.settled() ? declared.spread() : settle(declared);
    }

    private Declared declared(String tenant, List<String> buckets) {
        if (spreads.declared(tenant).isEmpty()) {
            // A tenant that is in use is not to stop for a question.
            refuseIfItHasRuns(tenant, buckets);
            write(declare, tenant, statement -> statement.set("buckets", buckets.toArray(String[]::new)));
        }
        var standing = spreads.declared(tenant).orElseThrow(() -> overtaken(tenant));
        if (standing.spread().buckets().size() != buckets.size()) {
            throw refused(
                    tenant,
                    "it is spread over " + standing.spread().buckets().size() + " buckets"
                            + (standing.settled()
                                    ? ", and that is for good; start what needs another number under another name"
                                    : ", which is not settled; declare that number again"));
        }
        return standing;
    }

    private Spread settle(Declared declared) {
        var tenant = declared.spread().tenant();
        try {
            awaitOpen(tenant);
            refuseIfItHasRuns(tenant, declared.spread().buckets());
        } catch (PenstockException refused) {
            write(takeBack, tenant, statement -> statement.set("declared_at", declared.at()));
            throw refused;
        }
        write(settle, tenant, statement -> statement.set("declared_at", declared.at()));
        var standing = spreads.declared(tenant).filter(Declared::settled).orElseThrow(() -> overtaken(tenant));
        tellChanged();
        return standing.spread();
    }

    private void awaitOpen(String tenant) {
        var open = new OpenTransactions(connections, statements, shards, tenant);
        var backoff = new Backoff(patience);
        while (true) {
            var left = open.left();
            if (left.isEmpty()) {
                return;
            }
            if (!backoff.pause()) {
                throw refused(
                        tenant,
                        "transactions have been open for " + patience.toSeconds()
                                + " s that may be starting its first run: "
                                + left.stream().sorted().limit(5).toList()
                                + (left.size() > 5 ? " and " + (left.size() - 5) + " more" : "")
                                + "; let them end and try again");
            }
        }
    }

    private void refuseIfItHasRuns(String tenant, List<String> buckets) {
        var all = new ArrayList<>(buckets);
        all.add(tenant);
        boolean has = connections.repeatably("looking for runs of tenant " + tenant, connection -> {
            try (var look = hasRuns.on(connection)) {
                return Boolean.TRUE.equals(look.set("tenants", all.toArray(String[]::new))
                        .set("limit", 1)
                        .value(Boolean.class));
            }
        });
        if (has) {
            throw refused(
                    tenant,
                    "it has runs already, which stay where they are; start new ones under another name that you spread"
                            + " first, and let these finish");
        }
    }

    @FunctionalInterface
    private interface Parameters {
        Bound on(Bound statement) throws SQLException;
    }

    private void write(Sql sql, String tenant, Parameters parameters) {
        connections.repeatably("spreading tenant " + tenant, connection -> {
            try (var statement = sql.on(connection)) {
                return parameters.on(statement.set("name", tenant)).write();
            }
        });
    }

    private void tellChanged() {
        connections.repeatably("telling that a tenant is spread", connection -> {
            try (var call = tellChanged.on(connection)) {
                call.query().close();
            }
            return true;
        });
    }

    private static PenstockException overtaken(String tenant) {
        return refused(tenant, "another process has taken back what was declared; try again");
    }

    private static PenstockException refused(String tenant, String why) {
        return new PenstockException(
                ErrorCode.SPREAD_REFUSED, "tenant " + tenant + " cannot be spread over buckets: " + why);
    }
}

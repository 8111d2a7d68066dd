package dev.penstock.postgres.shard;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.sql.Sql;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.store.RunKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which tenants share a shard; on one PostgreSQL, all of them. See the package note. */
public final class Shards {

    private static final Logger LOG = LoggerFactory.getLogger(Shards.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();
    private static final List<ShardMap.Shard> ONE = List.of(new ShardMap.Shard(0, Integer.MIN_VALUE, 0));

    private final TenantType tenantType;
    private final @Nullable Sql look;
    private volatile ShardMap map;
    private volatile long lookedAt;
    private volatile boolean doubted;

    private Shards(TenantType tenantType, @Nullable Sql look) {
        this.tenantType = tenantType;
        this.look = look;
        this.map = mapOf(ONE);
    }

    /** One PostgreSQL. */
    public static Shards none(TenantType tenantType) {
        return new Shards(tenantType, null);
    }

    /**
     * Those of a Citus cluster.
     *
     * <p>Cost: two look-ups. Errors: the database hashes otherwise → {@code PEN-3012}.
     */
    public static Shards of(Connection connection, Statements statements, TenantType tenantType) throws SQLException {
        check(connection, statements.statement("shard/hash"), tenantType);
        var shards = new Shards(tenantType, statements.statement("shard/map"));
        shards.lookAgain(connection);
        return shards;
    }

    private static void check(Connection connection, Sql hash, TenantType type) throws SQLException {
        var sample = switch (type) {
            case TEXT -> "Zürich, Bahnhofstrasse 1";
            case UUID -> "7d444840-9dc0-11d1-b245-5ffdce74fad2";
            case BIGINT -> "-81985529216486896";
        };
        try (var ask = hash.on(connection)) {
            var said = ask.set("tenant", sample).value(Integer.class);
            if (said == null || said != TenantHash.of(type, sample)) {
                throw new PenstockException(
                        ErrorCode.CITUS_UNUSABLE,
                        "this Citus hashes tenants in a way that Penstock does not know (its machine is big-endian, or"
                                + " the database's encoding is not UTF-8); use another cluster, or one PostgreSQL");
            }
        }
    }

    /** What the database is, for the log. */
    @Override
    public String toString() {
        return exist()
                ? "Citus with " + map.size() + " shards on " + map.nodes().size() + " nodes"
                : "PostgreSQL";
    }

    /** Whether there are any; without, the other methods make no difference between tenants. */
    public boolean exist() {
        return look != null;
    }

    /** How many lanes serve so many flushes at once: on Citus one for each shard at least, so that a lane is of one node. */
    public int lanes(int flushes) {
        return exist() ? Math.max(flushes, Integer.highestOneBit(2 * map.size() - 1)) : flushes;
    }

    /** All of a run goes one way, whatever becomes of the shards: on Citus a lane is a fixed slice of the hash space. */
    public int laneOf(RunKey run, int lanes) {
        if (!exist()) {
            return Math.floorMod((run.id().value().hashCode() * 0x9E3779B9) >>> 16, lanes);
        }
        long place = (long) TenantHash.of(tenantType, run.tenant()) - Integer.MIN_VALUE;
        return (int) ((place * lanes) >>> Integer.SIZE);
    }

    /** In groups that one call may write, each in the order given. */
    public <T> Collection<List<T>> byShard(List<T> all, Function<T, RunKey> run) {
        if (!exist() || all.size() < 2) {
            return all.isEmpty() ? List.of() : List.of(all);
        }
        var now = map;
        Map<Integer, List<T>> groups = new HashMap<>();
        for (var one : all) {
            int place = now.placeOf(hash(run.apply(one).tenant()));
            groups.computeIfAbsent(place, shard -> new ArrayList<>()).add(one);
        }
        return groups.values();
    }

    /** What {@code p_tenants} is for a call that concerns these runs: null where there are no shards. */
    public <T> String @Nullable [] pruning(List<T> all, Function<T, RunKey> run) {
        return exist()
                ? all.stream().map(one -> run.apply(one).tenant()).distinct().toArray(String[]::new)
                : null;
    }

    /**
     * A node that has shards; on one PostgreSQL there is one of each.
     *
     * @param number what Citus knows it by
     * @param route a tenant by which a call goes there; whether such a tenant exists does not matter
     * @param leases a tenant for each of its shards, under which workers have their leases there
     */
    public record Node(int number, String route, List<String> leases) {}

    /** All of them. */
    public List<Node> nodes() {
        return map.nodes();
    }

    /** The number of the node that has the shard of a tenant. */
    public int nodeOf(String tenant) {
        return map.nodeOf(hash(tenant));
    }

    /** The tenant under which workers have their leases in the shard of a tenant. */
    public String leaseOf(String tenant) {
        return map.leaseOf(hash(tenant));
    }

    private int hash(String tenant) {
        return exist() ? TenantHash.of(tenantType, tenant) : Integer.MIN_VALUE;
    }

    private ShardMap mapOf(List<ShardMap.Shard> shards) {
        return new ShardMap(shards, this::candidate, this::hash);
    }

    private String candidate(long at) {
        return tenantType == TenantType.UUID ? new UUID(0, at).toString() : Long.toString(at);
    }

    /** Something went as it does when shards have changed: the next {@link #refresh} looks at once. */
    public void doubt() {
        doubted = true;
    }

    /** Looks again when that was some time ago. Errors: none; what was known goes on to be used. */
    public void refresh(Connections connections) {
        if (!exist() || !(doubted || System.nanoTime() - lookedAt > FRESH_NANOS)) {
            return;
        }
        try {
            connections.once(connection -> {
                lookAgain(connection);
                return true;
            });
        } catch (SQLException | PenstockException unreachable) {
            LOG.debug("cannot look at the shards now", unreachable);
        }
    }

    private void lookAgain(Connection connection) throws SQLException {
        var found = new ArrayList<ShardMap.Shard>();
        try (var question = Objects.requireNonNull(look).on(connection);
                var rows = question.query()) {
            while (rows.next()) {
                found.add(new ShardMap.Shard(rows.getLong(1), rows.getInt(2), rows.getInt(3)));
            }
        }
        var seen = mapOf(found);
        if (lookedAt != 0 && !seen.equals(map)) {
            LOG.info(
                    "the shards have changed: there are {}, on {} nodes",
                    seen.size(),
                    seen.nodes().size());
        }
        map = seen;
        doubted = false;
        lookedAt = System.nanoTime();
    }
}

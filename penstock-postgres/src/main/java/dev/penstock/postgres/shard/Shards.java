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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which tenants share a shard; on one PostgreSQL all of them, until shards come. See the package note. */
public final class Shards {

    private static final Logger LOG = LoggerFactory.getLogger(Shards.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();
    /** Of the question whether there are any by now, which is cheap. */
    private static final long NONE_YET_NANOS = Duration.ofSeconds(1).toNanos();

    private static final String SHARDS_HAVE_COME = "PN002";

    private final TenantType tenantType;
    private final Silences silences = new Silences();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Sql sharded;
    private final Sql hash;
    private final Sql look;
    private final Sql here;
    private volatile ShardMap map;
    private volatile long lookedAt;
    private volatile boolean doubted;

    private Shards(TenantType tenantType, Statements statements) {
        this.tenantType = tenantType;
        this.sharded = statements.statement("shard/sharded");
        this.hash = statements.statement("shard/hash");
        this.look = statements.statement("shard/map");
        this.here = statements.statement("shard/here");
        this.map = mapOf(List.of(ShardMap.WHOLE));
    }

    /**
     * Those of the database, or none yet.
     *
     * <p>Cost: up to three look-ups. Errors: the database hashes otherwise → {@code PEN-3012}.
     */
    public static Shards of(Connection connection, Statements statements, TenantType tenantType) throws SQLException {
        var shards = new Shards(tenantType, statements);
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

    /** The number of the node that a connection leads to; for a database that is on Citus. Cost: a look-up. */
    public int nodeOf(Connection connection) throws SQLException {
        try (var ask = here.on(connection)) {
            return Objects.requireNonNull(ask.value(Integer.class));
        }
    }

    /** What the database is, for the log. */
    @Override
    public String toString() {
        var now = map;
        return now.isWhole()
                ? "PostgreSQL"
                : "Citus with " + now.size() + " shards on " + now.nodes().size() + " nodes";
    }

    /**
     * Whether there are any; without, the other methods make no difference between tenants. Where there are some, there
     * always will be.
     */
    public boolean exist() {
        return !map.isWhole();
    }

    /** How many lanes serve so many flushes at once: on Citus one for each shard at least, so that a lane is of one node. */
    public int lanes(int flushes) {
        return exist() ? Math.max(flushes, Integer.highestOneBit(2 * map.size() - 1)) : flushes;
    }

    /** The lane of a run on one PostgreSQL, where any may be. */
    public static int laneOf(RunKey run, int lanes) {
        return Math.floorMod((run.id().value().hashCode() * 0x9E3779B9) >>> 16, lanes);
    }

    /** The lane of a run on Citus, whatever becomes of the shards: each is a fixed slice of the hash space. */
    public int sliceOf(RunKey run, int lanes) {
        long place = (long) TenantHash.of(tenantType, run.tenant()) - Integer.MIN_VALUE;
        return (int) ((place * lanes) >>> Integer.SIZE);
    }

    /** How many there are; one where there is no cluster. */
    public int number() {
        return exist() ? map.size() : 1;
    }

    /** The 0-based place of a run's shard in the order of their hash ranges. */
    public int placeOf(RunKey run) {
        return placeOf(run.tenant());
    }

    /** The same of a tenant. */
    public int placeOf(String tenant) {
        return exist() ? map.placeOf(TenantHash.of(tenantType, tenant)) : 0;
    }

    /** In groups that one call may write, each in the order given. */
    public <T> Collection<List<T>> byShard(List<T> all, Function<T, RunKey> run) {
        var now = map;
        if (now.isWhole() || all.size() < 2) {
            return all.isEmpty() ? List.of() : List.of(all);
        }
        Map<Integer, List<T>> groups = new HashMap<>();
        for (var one : all) {
            int place = now.placeOf(TenantHash.of(tenantType, run.apply(one).tenant()));
            groups.computeIfAbsent(place, shard -> new ArrayList<>()).add(one);
        }
        return groups.values();
    }

    /** What {@code p_tenants} is for a call that concerns these runs, where there are shards; null where there are none. */
    public static <T> String[] pruning(List<T> all, Function<T, RunKey> run) {
        return all.stream().map(one -> run.apply(one).tenant()).distinct().toArray(String[]::new);
    }

    /**
     * Does the one thing while there are no shards, and the other when there are; the other also when the one was refused
     * because shards had come meanwhile, which has undone it.
     *
     * @param what as for {@link Connections#repeatably}, as which {@code onOne} is done
     */
    public <T extends @Nullable Object> T either(
            Connections connections, String what, Connections.Work<T> onOne, Supplier<T> onShards) {
        if (!exist()) {
            try {
                return connections.repeatably(what, connection -> onOne(connection, onOne));
            } catch (PenstockException refused) {
                // Over another connection: of some refusals the pool makes an end of the one that was refused.
                if (!haveCome(connections)) {
                    throw refused;
                }
            }
        }
        return onShards.get();
    }

    private <T extends @Nullable Object> T onOne(Connection connection, Connections.Work<T> work) throws SQLException {
        try {
            return work.on(connection);
        } catch (SQLException refused) {
            if (haveCome(connection)) {
                throw new SQLException("the tables have been distributed meanwhile", SHARDS_HAVE_COME, refused);
            }
            throw refused;
        }
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
        var now = map;
        return now.nodeOf(hash(now, tenant));
    }

    /** The tenant under which workers have their leases in the shard of a tenant. */
    public String leaseOf(String tenant) {
        var now = map;
        return now.leaseOf(hash(now, tenant));
    }

    private int hash(ShardMap now, String tenant) {
        return now.isWhole() ? Integer.MIN_VALUE : TenantHash.of(tenantType, tenant);
    }

    private ShardMap mapOf(List<ShardMap.Shard> shards) {
        return new ShardMap(shards, this::candidate, tenant -> TenantHash.of(tenantType, tenant));
    }

    /** A tenant whose shard is another than this one's, null when there is one shard; whether it exists does not matter. */
    public @Nullable String elsewhere(String than) {
        var now = map;
        int here = now.placeOf(TenantHash.of(tenantType, than));
        for (long at = 0; now.size() > 1; at++) {
            var tenant = candidate(at);
            if (now.placeOf(TenantHash.of(tenantType, tenant)) != here) {
                return tenant;
            }
        }
        return null;
    }

    private String candidate(long at) {
        return tenantType == TenantType.UUID ? new UUID(0, at).toString() : Long.toString(at);
    }

    /** Tells of every change of which this learns, at once and on the thread that learns it. */
    public void whenChanged(Runnable listener) {
        listeners.add(listener);
    }

    /** Which nodes do not answer. */
    public Silences silences() {
        return silences;
    }

    /** Something went as it does when shards have changed: the next {@link #refresh} looks at once. */
    public void doubt() {
        doubted = true;
    }

    /**
     * Whether there are any by now, which is asked only of who knows of none. To be asked when something was refused that
     * was done as where there are none.
     */
    public boolean haveCome(Connections connections) {
        try {
            return exist() || connections.once(this::haveCome);
        } catch (SQLException | PenstockException unreachable) {
            LOG.debug("cannot ask for shards now", unreachable);
            return false;
        }
    }

    private boolean haveCome(Connection connection) {
        if (!exist()) {
            try {
                lookAgain(connection);
            } catch (SQLException unreachable) {
                LOG.debug("cannot ask for shards now", unreachable);
            }
        }
        return exist();
    }

    /** Looks again when that was some time ago. Errors: none; what was known goes on to be used. */
    public void refresh(Connections connections) {
        long fresh = exist() ? FRESH_NANOS : NONE_YET_NANOS;
        if (!doubted && System.nanoTime() - lookedAt <= fresh) {
            return;
        }
        try {
            connections.promptly(connection -> {
                lookAgain(connection);
                return true;
            });
        } catch (SQLException | PenstockException unreachable) {
            LOG.debug("cannot look at the shards now", unreachable);
        }
    }

    private void lookAgain(Connection connection) throws SQLException {
        boolean first = !exist();
        if (first && !isSharded(connection)) {
            doubted = false;
            lookedAt = System.nanoTime();
            return;
        }
        if (first) {
            check(connection, hash, tenantType);
        }
        var found = new ArrayList<ShardMap.Shard>();
        try (var question = look.on(connection);
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
        boolean changed = lookedAt != 0 && !seen.equals(map);
        map = seen;
        silences.keep(seen.nodes().stream().map(Node::number).collect(Collectors.toSet()));
        doubted = false;
        lookedAt = System.nanoTime();
        if (changed) {
            listeners.forEach(Runnable::run);
        }
    }

    private boolean isSharded(Connection connection) throws SQLException {
        try (var question = sharded.on(connection)) {
            return Boolean.TRUE.equals(question.value(Boolean.class));
        }
    }
}

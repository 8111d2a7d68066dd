package dev.penstock.citus.lint.trace;

import static dev.penstock.citus.failure.CitusErrorCode.DATABASE_UNREACHABLE;
import static dev.penstock.citus.failure.CitusErrorCode.NO_CITUS;
import static dev.penstock.citus.failure.CitusErrorCode.SCRATCH_BASE_FAILED;
import static dev.penstock.citus.failure.CitusErrorCode.SCRATCH_LEFT_BEHIND;
import static dev.penstock.citus.failure.CitusErrorCode.SCRATCH_NOT_MADE;
import static dev.penstock.citus.failure.CitusErrorCode.SCRATCH_NOT_OURS;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.everyday.Standing;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.lint.rule.Migration;
import dev.penstock.citus.sql.Script;
import dev.penstock.citus.sql.Token;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of empty databases on the servers of another one, made for a trace and dropped with it.
 *
 * <p>Errors: see {@link #beside}; a connection that leads elsewhere → {@code PEN-6061}, and nothing was run; not all could be dropped →
 * {@code PEN-6063}, which names what is left. When the process ends without {@link #close}, by a signal too, a hook drops them;
 * after {@code kill -9} they stay, and their name and comment say what they are.
 */
public final class Scratch implements AutoCloseable {

    private static final Pattern CREATE_EXTENSION = Pattern.compile("create\\s+extension\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern COMMENT_ON_EXTENSION =
            Pattern.compile("comment\\s+on\\s+extension\\b", Pattern.CASE_INSENSITIVE);

    private final ScratchNames names;
    private final List<ScratchNode> nodes;
    private final List<Connection> connections = new ArrayList<>();
    private final Thread hook = new Thread(this::dropQuietly, "penstock-trace-drop");

    private Scratch(ScratchNames names, List<ScratchNode> nodes) {
        this.names = names;
        this.nodes = nodes;
    }

    /**
     * Makes one of the same shape as a cluster: its coordinator, its workers.
     *
     * <p>Errors: not a URL of one server → {@code PEN-6008}; unreachable → {@code PEN-6001}; no Citus there → {@code PEN-6043}; a
     * worker → {@code PEN-6050}; a node that cannot be reached from here, or a user who is no superuser → {@code PEN-6060}, and
     * what had been made is gone again.
     *
     * @param url of a database on the coordinator. Nothing is run in it but the making and dropping of other databases
     */
    public static Scratch beside(String url, @Nullable String user, @Nullable String password) {
        var home = ScratchAddress.of(url, user, password);
        List<Host> hosts;
        List<ScratchNode.Login> logins;
        try (var connection = home.connect()) {
            var standing = Standing.of(connection);
            if (!standing.onCitus()) {
                throw new CitusException(
                        NO_CITUS,
                        "a trace needs a Citus cluster, and " + home
                                + " has no Citus; name a database of a scratch cluster that has");
            }
            standing.requireCoordinator();
            hosts = Statement.in("lint", "cluster_nodes").rows(connection, Host.class, Map.of());
            logins = Statement.in("lint", "login_between_nodes").rows(connection, ScratchNode.Login.class, Map.of());
        } catch (SQLException e) {
            throw new CitusException(DATABASE_UNREACHABLE, "the coordinator cannot be used: " + e.getMessage(), e);
        }
        var names = ScratchNames.any();
        var nodes = new ArrayList<ScratchNode>(List.of(new ScratchNode(home, names)));
        hosts.stream()
                .filter(host -> !host.coordinator())
                .forEach(host -> nodes.add(new ScratchNode(home.on(host.host(), host.port()), names)));
        var scratch = new Scratch(names, List.copyOf(nodes));
        Runtime.getRuntime().addShutdownHook(scratch.hook);
        try {
            scratch.make(hosts, logins);
            return scratch;
        } catch (SQLException | RuntimeException e) {
            scratch.closeAfter(e);
            throw new CitusException(
                    SCRATCH_NOT_MADE,
                    "no scratch databases could be made on every node: " + e.getMessage()
                            + "; a trace needs a superuser on a scratch cluster whose nodes can be reached from here by the names"
                            + " that pg_dist_node gives them",
                    e);
        }
    }

    private void make(List<Host> hosts, List<ScratchNode.Login> logins) throws SQLException {
        var all = new ArrayList<>(logins);
        for (int node : new int[] {0, -1}) {
            all.add(new ScratchNode.Login(node, names.role(), "password=" + names.password()));
        }
        for (var node : nodes) {
            node.make(all);
        }
        var coordinator = administrator();
        Statement.in("lint", "alone").run(coordinator, Map.of());
        for (var host : hosts) {
            Statement.in("lint", host.coordinator() ? "set_coordinator" : "add_node")
                    .run(coordinator, Map.of("host", host.host(), "port", host.port()));
            Statement.in("lint", "hold_shards")
                    .run(coordinator, Map.of("host", host.host(), "port", host.port(), "shards", host.shards()));
        }
    }

    /** Runs what is there before the migrations, statement by statement. Errors: the server refuses one → {@code PEN-6062}. */
    public void base(String path, String text) {
        var script = Script.of(text);
        try (var session = session();
                var administrator = administrator()) {
            for (var piece : script.pieces()) {
                // pg_dump frames what it writes with commands of psql that restrict psql itself.
                if (piece.first().kind() == Token.Kind.META
                        && piece.first().value().matches("\\\\(?:un)?restrict\\b.*")) {
                    continue;
                }
                String sql = script.text().at(piece.span());
                // Extensions are an administrator's, and so are their comments, which pg_dump writes of each.
                if (COMMENT_ON_EXTENSION.matcher(sql).lookingAt()) {
                    continue;
                }
                try {
                    Execution.of(CREATE_EXTENSION.matcher(sql).lookingAt() ? administrator : session, sql);
                } catch (SQLException e) {
                    throw new CitusException(
                            SCRATCH_BASE_FAILED,
                            path + ":"
                                    + script.text()
                                            .position(piece.span().start())
                                            .line() + " does not run in an empty database: " + e.getMessage(),
                            e);
                }
            }
        } catch (SQLException e) {
            throw new CitusException(DATABASE_UNREACHABLE, "the scratch database cannot be used: " + e.getMessage(), e);
        }
    }

    /** What is there now. */
    public Catalog catalog() {
        try (var connection = administrator()) {
            return CatalogReader.read(connection, ReadOptions.all());
        } catch (SQLException e) {
            throw new CitusException(DATABASE_UNREACHABLE, "the scratch database cannot be used: " + e.getMessage(), e);
        }
    }

    /** Runs the migrations, once, in this order. */
    public Trace trace(List<Migration> migrations) {
        try {
            return new Tracer(session(), new Observer(administrator())).trace(migrations);
        } catch (SQLException e) {
            throw new CitusException(DATABASE_UNREACHABLE, "the scratch database cannot be used: " + e.getMessage(), e);
        }
    }

    /** As the role that owns the databases: whose statements can do no harm. */
    private Connection session() throws SQLException {
        return at(nodes.getFirst().home().database(names.database()).as(names.role(), names.password()), false);
    }

    /** For looking, and for what the role may not. */
    private Connection administrator() throws SQLException {
        return at(nodes.getFirst().home().database(names.database()), true);
    }

    /** Errors: the connection leads elsewhere, through a pooler that takes one name for another, say → {@code PEN-6061}. */
    Connection at(ScratchAddress address, boolean mighty) throws SQLException {
        var connection = address.connect();
        try {
            var where = Statement.in("lint", "where")
                    .rows(connection, Where.class, Map.of())
                    .getFirst();
            boolean ours = where.database().equals(names.database())
                    && where.mark().equals(names.mark())
                    && (mighty || (where.role().equals(names.role()) && !where.mighty()));
            if (!ours) {
                throw new CitusException(
                        SCRATCH_NOT_OURS,
                        "a connection to the scratch database " + names.database() + " led to " + where.database()
                                + " as " + where.role() + "; nothing was run there");
            }
            connections.add(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    ScratchNames names() {
        return names;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook drops them.
            return;
        }
        var failures = drop();
        if (!failures.isEmpty()) {
            var left = new CitusException(
                    SCRATCH_LEFT_BEHIND,
                    "the scratch database and the role " + names.database() + " could not be dropped on every node: "
                            + String.join(
                                    "; ",
                                    failures.stream().map(Throwable::getMessage).toList()));
            failures.forEach(left::addSuppressed);
            throw left;
        }
    }

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (CitusException left) {
            failure.addSuppressed(left);
        }
    }

    private void dropQuietly() {
        drop();
    }

    private List<SQLException> drop() {
        var failures = new ArrayList<SQLException>();
        try (var connection = administrator()) {
            Statement.in("lint", "clean_up").run(connection, Map.of());
        } catch (SQLException | CitusException e) {
            // Where there is no database there is nothing to clean up; where there is one, dropping it says why not.
        }
        for (var connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                failures.add(e);
            }
        }
        for (var node : nodes) {
            try {
                node.drop();
            } catch (SQLException e) {
                failures.add(e);
            }
        }
        return failures;
    }

    record Host(String host, int port, boolean coordinator, boolean shards) {}

    record Where(String database, String role, String mark, boolean mighty) {}
}

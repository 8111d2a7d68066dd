package dev.penstock.citus.everyday;

import static dev.penstock.citus.failure.CitusErrorCode.NOT_THE_COORDINATOR;

import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection leads.
 *
 * @param coordinator host and port of the coordinator as the nodes know it; null on plain PostgreSQL, and where it was never said
 */
public record Standing(Kind kind, @Nullable String coordinator) {

    /** What kind of server. */
    public enum Kind {
        /** A database without the extension. */
        PLAIN,
        /** The node that DDL starts from, also before there are workers. */
        COORDINATOR,
        /** A node that takes queries and refuses DDL. */
        WORKER
    }

    private static final Standing PLAIN = new Standing(Kind.PLAIN, null);

    /** Transaction: joins the caller's, if any. Cost: two statements, one on plain PostgreSQL. */
    public static Standing of(Connection connection) throws SQLException {
        boolean citus = Statement.in("everyday", "installed")
                .rows(connection, Installed.class, Map.of())
                .getFirst()
                .installed();
        if (!citus) {
            return PLAIN;
        }
        var answer = Statement.in("everyday", "standing")
                .rows(connection, Answer.class, Map.of())
                .getFirst();
        return new Standing(answer.coordinator() ? Kind.COORDINATOR : Kind.WORKER, answer.address());
    }

    public boolean onCitus() {
        return kind != Kind.PLAIN;
    }

    /** Errors: a worker → {@code PEN-6050}, which names the coordinator. */
    public void requireCoordinator() {
        if (kind == Kind.WORKER) {
            throw new CitusException(
                    NOT_THE_COORDINATOR,
                    "the server is a worker of a Citus cluster: it refuses DDL, and does not see what stands on the coordinator"
                            + " alone, such as a history of migrations; connect to the coordinator"
                            + (coordinator == null ? "" : ", " + coordinator));
        }
    }

    record Installed(boolean installed) {}

    record Answer(boolean coordinator, @Nullable String address) {}
}

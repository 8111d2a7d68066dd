package dev.penstock.postgres.sql;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.regex.Pattern;

/** What an error of the database asks of us; the one place where SQL states are told apart. */
public enum Trouble {
    /** The connection is lost or was never there, and a commit under way may or may not have happened. */
    GONE,
    /** Nothing was written and nothing is wrong with what was asked: ask again. */
    RETRY,
    /** Nothing was written, because somebody holds a lock for long. */
    LOCKED,
    /** The database refuses what was asked. */
    REFUSED;

    /** Connection, shutdown, resources, log-in, unknown database, a standby that was the primary. */
    private static final Set<String> GONE_STATES = Set.of("08", "57P0", "53", "28", "3D", "25006");

    /** Serialisation failure, deadlock, cancelled statement, stale plan. */
    private static final Set<String> RETRYABLE = Set.of("40001", "40P01", "57014", "0A000", "26000");

    /** Ours: a run is started under the plain name of a tenant that is spread. */
    private static final String TENANT_SPREADS = "PN018";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** What Citus says, under the state for whatever has none, when a shard was split after the statement was planned. */
    private static final String SHARD_GONE = "could not find valid entry for shard";

    /** What PostgreSQL says, also under that state, when a function was dropped after it was looked up. */
    private static final String FUNCTION_GONE = "cache lookup failed for function";

    private static final String UNDEFINED_FUNCTION = "42883";

    /** How an error names a function's copy for a shard, which an upgrade takes away even while somebody is on the way to it. */
    private static final Pattern COPY = Pattern.compile("penstock\\.\\w+_\\d+\\(");

    public static Trouble of(SQLException thrown) {
        var state = thrown.getSQLState();
        if (state == null) {
            return thrown instanceof SQLTransientConnectionException ? GONE : REFUSED;
        }
        if (GONE_STATES.stream().anyMatch(state::startsWith)) {
            return GONE;
        }
        if (state.equals(LOCK_NOT_AVAILABLE)) {
            return LOCKED;
        }
        return RETRYABLE.contains(state) || isOvertaken(state, reason(thrown)) ? RETRY : REFUSED;
    }

    private static boolean isOvertaken(String state, String said) {
        return said.contains(SHARD_GONE)
                || said.contains(FUNCTION_GONE)
                || (state.equals(UNDEFINED_FUNCTION) && COPY.matcher(said).find());
    }

    /** Whether the server took the question and said nothing for as long as anybody waits. */
    public static boolean isSilence(SQLException thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** The error to hand on: {@code PEN-3002} when the database could not be reached, else {@code PEN-3003}. */
    public static PenstockException coded(String what, SQLException thrown) {
        return switch (of(thrown)) {
            case GONE ->
                new PenstockException(
                        ErrorCode.STORE_UNREACHABLE,
                        what + ": the database cannot be reached (" + said(thrown)
                                + "); check that it runs and takes connections",
                        thrown);
            case RETRY, LOCKED, REFUSED ->
                new PenstockException(refusal(thrown), what + ": the database refuses (" + said(thrown) + ")", thrown);
        };
    }

    /** The code of what the database refuses. */
    public static ErrorCode refusal(SQLException thrown) {
        return TENANT_SPREADS.equals(thrown.getSQLState()) ? ErrorCode.TENANT_SPREADS : ErrorCode.STORE_REFUSED;
    }

    private static String said(SQLException thrown) {
        return reason(thrown) + ", SQLSTATE " + thrown.getSQLState();
    }

    /** What the database or its driver said; the driver keeps to itself which host it does not know. */
    public static String reason(SQLException thrown) {
        return thrown.getCause() instanceof UnknownHostException host
                ? "the host " + host.getMessage() + " is not known"
                : String.valueOf(thrown.getMessage());
    }
}

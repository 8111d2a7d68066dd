package dev.penstock.bench.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Counts what a piece of work costs the server. Asks from a connection to another database than the contestants', so
 * that the questions are not part of the answer.
 *
 * <p>Commits are counted in the WAL, not taken from the statistics views: those lag by up to a second and count
 * read-only transactions too.
 */
public final class Counters implements AutoCloseable {

    private static final long RELOAD_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Server server;
    private final Connection connection;
    private final boolean countsStatements;
    private final boolean readsWal;
    private final boolean mayConfigure;

    public Counters(Server server) throws SQLException {
        this.server = server;
        connection = server.connect(server.home());
        mayConfigure = server.owned();
        countsStatements = works("create extension if not exists pg_stat_statements")
                && works("select 1 from pg_stat_statements limit 1");
        readsWal = works("create extension if not exists pg_walinspect");
        track("none");
    }

    /** A piece of work that reaches the server through connections of its own. */
    public interface Work {
        void run() throws Exception;
    }

    /** Does the work and says what it cost in this database. Nothing else may write to the server meanwhile. */
    public Counted during(String database, Work work) throws Exception {
        track("top");
        try {
            long statements = statements(database);
            var from = position();
            work.run();
            var to = position();
            var wal = wal(from, to);
            return new Counted(
                    countsStatements ? OptionalLong.of(statements(database) - statements) : OptionalLong.empty(),
                    wal.commits,
                    number("select pg_wal_lsn_diff(?::pg_lsn, ?::pg_lsn)::bigint", to, from),
                    wal.pageBytes,
                    wal.updates,
                    wal.hotUpdates,
                    wal.indexWrites);
        } finally {
            track("none");
        }
    }

    /**
     * Does in these databases what autovacuum would have done by now, and starts the next stretch of WAL: what is changed
     * from now on is written as a whole page once.
     */
    public void settle(Collection<String> databases) throws SQLException {
        if (!mayConfigure) {
            return;
        }
        for (var database : databases) {
            try (var there = server.connect(database);
                    var statement = there.createStatement()) {
                statement.execute("vacuum (analyze)");
            }
        }
        execute("checkpoint");
    }

    /**
     * BEGIN is left out because the driver sends it together with the statement after it, COMMIT because PostgreSQL 15
     * loses sight of it once the driver has prepared it.
     */
    private long statements(String database) throws SQLException {
        if (!countsStatements) {
            return 0;
        }
        return number("""
                select coalesce(sum(s.calls), 0)::bigint
                from pg_stat_statements s join pg_database d on d.oid = s.dbid
                where d.datname = ? and s.query !~* '^(begin|commit)'
                """, database);
    }

    /** What the records of a stretch of WAL say; nothing where it cannot be read. */
    private record Wal(
            OptionalLong commits,
            OptionalLong pageBytes,
            OptionalLong updates,
            OptionalLong hotUpdates,
            OptionalLong indexWrites) {

        static final Wal UNREAD = new Wal(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
        static final Wal EMPTY = new Wal(
                OptionalLong.of(0), OptionalLong.of(0), OptionalLong.of(0), OptionalLong.of(0), OptionalLong.of(0));
    }

    private Wal wal(String from, String to) throws SQLException {
        if (!readsWal) {
            return Wal.UNREAD;
        }
        if (from.equals(to)) {
            return Wal.EMPTY;
        }
        try (var statement = connection.prepareStatement("""
                select
                    coalesce(sum(count) filter (where w.record ~ '^Transaction/COMMIT'), 0)::bigint,
                    coalesce(sum(fpi_size), 0)::bigint,
                    coalesce(sum(count) filter (where w.record ~ '^Heap/(HOT_)?UPDATE'), 0)::bigint,
                    coalesce(sum(count) filter (where w.record ~ '^Heap/HOT_UPDATE'), 0)::bigint,
                    coalesce(sum(count) filter (where w.record ~ '^(Btree|Gin)/(INSERT|SPLIT|NEWROOT|UPDATE_META)'), 0)::bigint
                from pg_get_wal_stats(?::pg_lsn, ?::pg_lsn, true) w (record, count, a, b, c, fpi_size, d, e, f)
                """)) {
            statement.setString(1, from);
            statement.setString(2, to);
            try (var row = statement.executeQuery()) {
                row.next();
                return new Wal(
                        OptionalLong.of(row.getLong(1)),
                        OptionalLong.of(row.getLong(2)),
                        OptionalLong.of(row.getLong(3)),
                        OptionalLong.of(row.getLong(4)),
                        OptionalLong.of(row.getLong(5)));
            }
        }
    }

    /** The end of the WAL that has been flushed: what may be read back. */
    private String position() throws SQLException {
        try (var statement = connection.prepareStatement("select pg_current_wal_flush_lsn()");
                var rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Counting statements costs a little for each of them, so it is on only while they are counted. */
    private void track(String what) throws SQLException {
        if (!mayConfigure || !countsStatements) {
            return;
        }
        execute("alter system set pg_stat_statements.track = '" + what + "'");
        execute("select pg_reload_conf()");
        // Every session takes the new setting over before its next statement, as soon as this one does.
        long deadline = System.nanoTime() + RELOAD_NANOS;
        while (!what.equals(setting("pg_stat_statements.track"))) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the server does not take over pg_stat_statements.track = " + what
                        + "; is it set on its command line?");
            }
        }
    }

    private String setting(String name) throws SQLException {
        try (var statement = connection.prepareStatement("select current_setting(?)")) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private long number(String sql, String... arguments) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setString(i + 1, arguments[i]);
            }
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private boolean works(String sql) {
        try {
            execute(sql);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

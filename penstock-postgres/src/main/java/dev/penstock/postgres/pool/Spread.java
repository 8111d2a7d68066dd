package dev.penstock.postgres.pool;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections to several hosts, each tried first in its turn: the driver's own {@code loadBalanceHosts} draws lots, which
 * leaves a host without any now and then.
 */
final class Spread implements DataSource {

    private static final Pattern HOSTS = Pattern.compile("^jdbc:postgresql://([^/?]*,[^/?]*)(.*)$");
    private static final String WANTED = "loadBalanceHosts=true";

    private final List<DataSource> turns;
    private final AtomicInteger next = new AtomicInteger();

    private Spread(List<DataSource> turns) {
        this.turns = turns;
    }

    /** Over the hosts of the URL, when it has several and wants that; else as the driver does it. */
    static DataSource over(String url, Function<String, DataSource> server) {
        var hosts = HOSTS.matcher(url);
        if (!url.contains(WANTED) || !hosts.matches()) {
            return server.apply(url);
        }
        var order = new ArrayList<>(List.of(hosts.group(1).split(",")));
        var rest = hosts.group(2).replace(WANTED, "loadBalanceHosts=false");
        var turns = new ArrayList<DataSource>();
        for (int at = 0; at < order.size(); at++) {
            turns.add(server.apply("jdbc:postgresql://" + String.join(",", order) + rest));
            order.add(order.removeFirst());
        }
        return new Spread(List.copyOf(turns));
    }

    @Override
    public Connection getConnection() throws SQLException {
        return turns.get(Math.floorMod(next.getAndIncrement(), turns.size())).getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return turns.get(Math.floorMod(next.getAndIncrement(), turns.size())).getConnection(user, password);
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return turns.getFirst().getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        turns.getFirst().setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        for (var turn : turns) {
            turn.setLoginTimeout(seconds);
        }
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return turns.getFirst().getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return turns.getFirst().getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return turns.getFirst().unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return turns.getFirst().isWrapperFor(type);
    }
}

package dev.penstock.bench.contestant;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import java.time.Duration;
import java.util.Map;

/**
 * DBOS Transact for Java, started directly (not through its queues, which poll once a second) and on virtual threads,
 * which it uses by itself on this JDK. The pool is its own choice of library with a size that the bench tunes.
 */
final class DbosRuns implements Contestant {

    /** DBOS makes workflows of the methods of an interface. */
    public interface Fulfilment {
        Reserved fulfil(Order order);
    }

    /** The workflow under measurement: steps that do nothing but return. */
    public static final class Steps implements Fulfilment {
        private final DBOS dbos;

        Steps(DBOS dbos) {
            this.dbos = dbos;
        }

        @Override
        @Workflow(name = "fulfil")
        public Reserved fulfil(Order order) {
            var last = Reserved.number(0);
            for (int i = 1; i <= order.steps(); i++) {
                int step = i;
                last = dbos.runStep(() -> Reserved.number(step), "reserve-" + step);
            }
            return last;
        }
    }

    /** What DBOS sets when it makes its pool itself. */
    private static final int CONNECTIONS = 10;

    private final HikariDataSource pool;
    private final DBOS dbos;
    private final Fulfilment fulfilment;

    DbosRuns(Setting setting) {
        pool = pool(setting);
        dbos = new DBOS(DBOSConfig.defaults("bench").withDataSource(pool).withAppVersion("1"));
        fulfilment = dbos.registerProxy(Fulfilment.class, new Steps(dbos));
        dbos.launch();
    }

    /** DBOS's own settings for a pool that it makes itself, but for the size and a longer patience under load. */
    private static HikariDataSource pool(Setting setting) {
        var config = new HikariConfig();
        config.setJdbcUrl(setting.url());
        config.setUsername(setting.user());
        config.setPassword(setting.password());
        int connections = setting.connections() > 0 ? setting.connections() : CONNECTIONS;
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(connections);
        config.setConnectionTimeout(Duration.ofMinutes(1).toMillis());
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }

    @Override
    public Lap lap(Load load) throws Exception {
        var order = Order.of(load.steps());
        return ClosedLoop.lap(load, () -> fulfilment.fulfil(order));
    }

    @Override
    public Map<String, String> setUp() {
        return Map.of(
                "version", DBOS.version(),
                "connections", Integer.toString(pool.getMaximumPoolSize()));
    }

    @Override
    public void close() {
        dbos.shutdown();
        pool.close();
    }
}

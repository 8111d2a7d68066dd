package dev.penstock.bench.contestant;

import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.postgres.schema.Migrator;
import dev.penstock.postgres.sql.TenantType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of Penstock's runs without Penstock: each connection takes its share of the runs in flight through start,
 * steps and finish as one batch, with one statement and one commit for each of them. Nothing is looked up, fenced,
 * scheduled or woken; this is what the tables themselves allow.
 */
final class BareLoop implements Contestant {

    private final List<Connection> connections = new ArrayList<>();
    private final RunIds ids;

    BareLoop(Setting setting) throws SQLException {
        int count = setting.connections() > 0
                ? setting.connections()
                : JournalOptions.defaults().lanes();
        for (int i = 0; i < count; i++) {
            connections.add(DriverManager.getConnection(setting.url(), setting.user(), setting.password()));
        }
        ids = RunIds.startingNow(connections.getFirst());
        new Migrator(connections.getFirst(), TenantType.TEXT, step -> {}).migrate();
    }

    @Override
    public Lap lap(Load load) throws Exception {
        int used = Math.min(connections.size(), load.inFlight());
        var writers = new ArrayList<Writer>();
        try {
            for (int i = 0; i < used; i++) {
                int runs = load.inFlight() / used + (i < load.inFlight() % used ? 1 : 0);
                writers.add(new Writer(connections.get(i), ids, runs, load.steps()));
            }
            return ClosedLoop.lap(load, List.copyOf(writers));
        } finally {
            for (var writer : writers) {
                writer.close();
            }
        }
    }

    @Override
    public Map<String, String> setUp() {
        return Map.of("connections", Integer.toString(connections.size()));
    }

    @Override
    public void close() throws SQLException {
        for (var connection : connections) {
            connection.close();
        }
    }

    private static String sql(String name) {
        try (var in = BareLoop.class.getResourceAsStream(name + ".sql")) {
            if (in == null) {
                throw new IllegalStateException(name + ".sql is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection and its share of the runs, which go from start to finish side by side. */
    private static final class Writer implements ClosedLoop.Turn, AutoCloseable {
        private final RunIds ids;
        private final int runs;
        private final int steps;
        private final UUID worker = UUID.randomUUID();
        private final PreparedStatement start;
        private final PreparedStatement step;
        private final PreparedStatement finish;

        Writer(Connection connection, RunIds ids, int runs, int steps) throws SQLException {
            this.ids = ids;
            this.runs = runs;
            this.steps = steps;
            start = connection.prepareStatement(sql("start_runs"));
            step = connection.prepareStatement(sql("record_steps"));
            finish = connection.prepareStatement(sql("finish_runs"));
        }

        @Override
        public long[] take() throws SQLException {
            long begin = System.nanoTime();
            var batch = IntStream.range(0, runs).mapToObj(i -> ids.next()).toArray(UUID[]::new);
            start.setObject(1, worker);
            start.setObject(2, batch);
            start.setObject(3, json(Order.of(steps)));
            start.executeUpdate();
            for (int i = 1; i <= steps; i++) {
                var names = new String[runs];
                Arrays.fill(names, "reserve-" + i);
                step.setObject(1, batch);
                step.setObject(2, names);
                step.setObject(3, new long[runs]);
                step.setObject(4, json(Reserved.number(i)));
                step.executeUpdate();
            }
            finish.setObject(1, batch);
            finish.setObject(2, json(Reserved.number(steps)));
            finish.executeUpdate();
            var latencies = new long[runs];
            Arrays.fill(latencies, System.nanoTime() - begin);
            return latencies;
        }

        /** Serialised once per row, as an engine has to. */
        private String[] json(Object value) {
            return IntStream.range(0, runs)
                    .mapToObj(i -> JsonMapper.shared().writeValueAsString(value))
                    .toArray(String[]::new);
        }

        @Override
        public void close() throws SQLException {
            start.close();
            step.close();
            finish.close();
        }
    }
}

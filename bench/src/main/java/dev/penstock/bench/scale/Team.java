package dev.penstock.bench.scale;

import dev.penstock.bench.contestant.ContestantProcess;
import dev.penstock.bench.contestant.Entrant;
import dev.penstock.bench.contestant.Lap;
import dev.penstock.bench.contestant.Load;
import dev.penstock.bench.contestant.Setting;
import dev.penstock.bench.server.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Worker processes of Penstock on one database, which run their laps side by side. */
final class Team implements AutoCloseable {

    private final Server server;
    private final String database;
    private final List<ContestantProcess> workers = new ArrayList<>();

    /** @param url where the workers connect, once the schema is installed */
    Team(Server server, String database, String url, int size, Path folder, List<String> jvmOptions)
            throws IOException, SQLException {
        this.server = server;
        this.database = database;
        server.recreate(database);
        for (int at = 1; at <= size; at++) {
            var name = "penstock-" + server.title().toLowerCase(Locale.ROOT) + "-" + at;
            var worker = ContestantProcess.start(Entrant.PENSTOCK, name, folder, jvmOptions);
            workers.add(worker);
            if (at == 1) {
                // Only by the coordinator can the schema be installed.
                worker.open(new Setting(server.url(database), server.user(), server.password(), 0));
            }
            worker.open(new Setting(url, server.user(), server.password(), 0));
        }
    }

    Server server() {
        return server;
    }

    String database() {
        return database;
    }

    /** One lap of the first {@code number} workers, among whom the runs in flight are divided. */
    Lap lap(int number, Load load) throws InterruptedException, ExecutionException {
        var share = new Load(
                Math.max(1, load.inFlight() / number),
                load.steps(),
                load.millis(),
                load.tenants(),
                load.payloadBytes());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var laps = new ArrayList<Future<Lap>>();
            for (var worker : workers.subList(0, number)) {
                laps.add(threads.submit(() -> worker.lap(share)));
            }
            var done = new ArrayList<Lap>();
            for (var lap : laps) {
                done.add(lap.get());
            }
            return Lap.together(done);
        }
    }

    @Override
    public void close() {
        workers.forEach(ContestantProcess::close);
    }
}

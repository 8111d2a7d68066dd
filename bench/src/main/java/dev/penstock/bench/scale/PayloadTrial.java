package dev.penstock.bench.scale;

import dev.penstock.bench.contestant.Lap;
import dev.penstock.bench.contestant.Load;
import dev.penstock.bench.report.Progress;
import dev.penstock.bench.report.Table;
import dev.penstock.bench.server.Counters;
import dev.penstock.bench.server.ServerCpu;
import dev.penstock.bench.trial.Where;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** What the size of a step's result costs: speed, log, processor time of client and server, allocation. */
final class PayloadTrial {

    static final String DATABASE = "penstock_bench_payloads";

    private PayloadTrial() {}

    static void run(
            Team team, List<Integer> bytes, int inFlight, int steps, long millis, Where where, Progress progress)
            throws Exception {
        var table = new Table(
                0,
                "bytes",
                "steps/s",
                "MB/s",
                "p50 ms",
                "WAL B/step",
                "WAL / payload",
                "client us/step",
                "server us/step",
                "alloc B/step");
        var cpu = new ServerCpu(team.server());
        try (var counters = new Counters(team.server())) {
            for (int size : bytes) {
                progress.now("payloads of " + size + " bytes");
                var load = new Load(inFlight, steps, millis).withPayloadBytes(size);
                team.lap(1, load);
                counters.settle(List.of(team.database()));
                long before = cpu.nanos().orElse(0);
                var lap = team.lap(1, load);
                double server = (cpu.nanos().orElse(0) - before) / 1e3 / lap.steps();
                var counted = new Lap[1];
                var cost = counters.during(team.database(), () -> counted[0] = team.lap(1, load));
                double wal = (double) cost.walBytes() / counted[0].steps();
                double client = lap.cpuNanos() / 1e3 / lap.steps();
                table.row(
                        whole(size),
                        whole(lap.stepsPerSecond()),
                        String.format(Locale.ROOT, "%.1f", lap.stepsPerSecond() * size / 1e6),
                        whole(lap.p50Nanos() / 1e6),
                        whole(wal),
                        String.format(Locale.ROOT, "%.2f", wal / size),
                        whole(client),
                        whole(server),
                        whole(lap.allocatedBytesPerStep()));
                var found = new LinkedHashMap<String, Object>();
                found.put("trial", "payloads");
                found.put("payload_bytes", size);
                found.put("in_flight", inFlight);
                found.put("steps_per_second", lap.stepsPerSecond());
                found.put("p50_us", lap.p50Nanos() / 1_000);
                found.put("wal_bytes_per_step", wal);
                found.put("client_us_per_step", client);
                found.put("server_us_per_step", server);
                found.put("allocated_bytes_per_step", lap.allocatedBytesPerStep());
                where.record(team.server(), found);
            }
        }
        progress.done();
        System.out.print(table.text());
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}

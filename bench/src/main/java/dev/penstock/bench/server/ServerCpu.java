package dev.penstock.bench.server;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The processor time of all processes of the server, when it runs on this machine and the machine tells. */
public final class ServerCpu {

    private final Optional<ProcessHandle> postmaster;

    public ServerCpu(Server server) throws SQLException {
        try (var connection = server.connect(server.home());
                var statement = connection.prepareStatement("select pg_backend_pid()");
                var rows = statement.executeQuery()) {
            rows.next();
            // A server elsewhere has process ids too; one that happens to exist here is hardly a postgres.
            postmaster = ProcessHandle.of(rows.getLong(1))
                    .filter(ServerCpu::isPostgres)
                    .flatMap(ProcessHandle::parent);
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().map(path -> path.endsWith("postgres")).orElse(true)
                && process.info().totalCpuDuration().isPresent();
    }

    /** Since the server started, in nanoseconds, in the machine's clock ticks of usually 10 ms. */
    public OptionalLong nanos() {
        if (postmaster.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                postmaster.get().children().mapToLong(ServerCpu::nanos).sum());
    }

    private static long nanos(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }
}

package dev.penstock.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server says about itself in {@code postmaster.pid}. The file stays behind when the server is killed, and its
 * process id may by then belong to anything.
 *
 * <p>Source: {@code miscinit.h}, "Contents of the postmaster.pid file": 1 process id, 2 data directory, 3 start time,
 * 4 port, 5 socket directory, 6 listen address, 7 shared memory key, 8 status.
 */
record PostmasterPid(long pid, int port, boolean ready) {

    static Path in(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** Nothing when there is no such file, or when the server has not yet written its port. */
    static Optional<PostmasterPid> read(Path data) throws IOException {
        try {
            return parse(Files.readAllLines(in(data)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    static Optional<PostmasterPid> parse(List<String> lines) {
        if (lines.size() < 4) {
            return Optional.empty();
        }
        try {
            long pid = Long.parseLong(lines.get(0).strip());
            int port = Integer.parseInt(lines.get(3).strip());
            boolean ready = lines.size() >= 8 && lines.get(7).strip().equals("ready");
            return Optional.of(new PostmasterPid(pid, port, ready));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether the process is the server of this data directory. A process that was given the same id later is not: it
     * would keep PostgreSQL from starting, as would a zombie that nobody reaps in a container without an init.
     */
    boolean isServerOf(Path data) {
        return ProcessHandle.of(pid).map(process -> isServerOf(data, process)).orElse(false);
    }

    private static boolean isServerOf(Path data, ProcessHandle process) {
        var info = process.info();
        if (info.arguments().isPresent()) {
            return List.of(info.arguments().get()).contains(data.toString());
        }
        // Linux shows everybody's arguments, so a process without any is a zombie or a kernel thread. Elsewhere they
        // may be hidden; then it counts as the server, because to be wrong that way costs an error and no data.
        return process.isAlive() && !Files.isDirectory(Path.of("/proc/self"));
    }
}

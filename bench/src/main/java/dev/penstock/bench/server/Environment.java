package dev.penstock.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Machine, versions and settings, for whoever reads the numbers later. */
public final class Environment {

    private static final List<String> SETTINGS = List.of(
            "server_version",
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "wal_level",
            "wal_sync_method",
            "shared_buffers",
            "max_wal_size",
            "checkpoint_timeout",
            "max_connections",
            "autovacuum",
            "jit");

    private static final int SYNCS = 200;

    private Environment() {}

    public static Map<String, String> of(Server server) throws SQLException {
        var facts = new LinkedHashMap<String, String>();
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        facts.put("os", system.getName() + " " + system.getVersion() + " " + system.getArch());
        facts.put("processors", Integer.toString(system.getAvailableProcessors()));
        facts.put("memory_mb", Long.toString(system.getTotalMemorySize() >> 20));
        facts.put("load_average", load());
        facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        try (var connection = server.connect(server.home());
                var statement = connection.prepareStatement("select current_setting(?)")) {
            facts.put("pgjdbc", connection.getMetaData().getDriverVersion());
            for (var setting : SETTINGS) {
                statement.setString(1, setting);
                try (var rows = statement.executeQuery()) {
                    rows.next();
                    facts.put(setting, rows.getString(1));
                }
            }
        }
        return facts;
    }

    public static String load() {
        return String.format(
                Locale.ROOT,
                "%.2f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** The median time in microseconds that this file system takes to make a written page durable. */
    public static long syncMicros(Path folder) {
        try {
            var file = Files.createTempFile(folder, "sync", ".probe");
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                var took = new long[SYNCS];
                for (int i = 0; i < SYNCS; i++) {
                    channel.write(ByteBuffer.allocate(8192), 0);
                    long start = System.nanoTime();
                    channel.force(false);
                    took[i] = System.nanoTime() - start;
                }
                Arrays.sort(took);
                return took[SYNCS / 2] / 1_000;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

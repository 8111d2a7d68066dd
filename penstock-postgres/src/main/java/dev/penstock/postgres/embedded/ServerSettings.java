package dev.penstock.postgres.embedded;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The server's configuration file: what a workflow store wants from a PostgreSQL that shares a machine with its
 * application, and why.
 *
 * <p>The file is written before every start and read by adoption: a server that was started from the same file is the
 * server we would start. That is why it also names the binaries.
 */
final class ServerSettings {

    private static final String HEADER = """
            # Written by Penstock before every start: edits are lost. To change a parameter, use
            # EmbeddedOptions.withSetting, or ALTER SYSTEM, which goes to postgresql.auto.conf and wins over this file.
            """;

    private ServerSettings() {}

    static String render(Binaries binaries, Map<String, String> more) {
        var settings = defaults();
        settings.putAll(more);
        var file = new StringBuilder(HEADER);
        file.append("# PostgreSQL ").append(binaries.version()).append(" of ").append(binaries.bin());
        file.append("\n\n");
        settings.forEach((name, value) ->
                file.append(name).append(" = ").append(quoted(value)).append('\n'));
        return file.toString();
    }

    private static Map<String, String> defaults() {
        var settings = new LinkedHashMap<String, String>();
        // Nobody else's business: this machine only, and no socket file, whose path may be at most 107 bytes long.
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");
        // A run's own pool, its listener, a shell or two and the backup; each connection costs about 5 MB.
        settings.put("max_connections", "100");

        // A step is durable before its run goes on. These are PostgreSQL's defaults; a store says so itself.
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");
        // A store writes much and keeps little: fewer checkpoints, fewer full pages in the log. The price is up to
        // max_wal_size of disk, and of log to replay after a crash (seconds).
        settings.put("max_wal_size", "1GB");
        settings.put("checkpoint_timeout", "15min");
        settings.put("checkpoint_completion_target", "0.9");
        // Logs of one burst are kept for the next instead of being made anew; what that costs on disk is bounded here.
        settings.put("min_wal_size", "160MB");

        // The working set of a store is its unfinished runs. Pages take memory when first used, not before.
        settings.put("shared_buffers", "256MB");
        // Statements are short and planned once: compiling them, or starting helpers for them, costs more than it
        // saves.
        // Without parallel plans no statement needs /dev/shm either, of which a container has 64 MB.
        settings.put("jit", "off");
        settings.put("max_parallel_workers_per_gather", "0");
        // Laptops and servers have flash; the default assumes a disk that seeks, and then shuns indexes.
        settings.put("random_page_cost", "1.1");

        // The same instants print the same everywhere.
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        // The log says when, who and what waited; the server's messages are English whatever the user speaks.
        settings.put("log_line_prefix", "%m [%p] %q%a ");
        settings.put("log_lock_waits", "on");
        settings.put("log_checkpoints", "off");
        settings.put("lc_messages", "C");
        return settings;
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n") + "'";
    }
}

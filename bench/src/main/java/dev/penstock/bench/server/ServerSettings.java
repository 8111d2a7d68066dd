package dev.penstock.bench.server;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the bench sets on a server of its own, the same for every contestant; all else is PostgreSQL's default. */
final class ServerSettings {

    static final Map<String, String> ALL;

    static {
        var settings = new LinkedHashMap<String, String>();
        // The promise under measurement. Both are defaults; said here because a launcher might think otherwise.
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("max_connections", "200");
        settings.put("shared_buffers", "512MB");
        // No checkpoint on its own within a measurement: it would hit whichever contestant is on.
        settings.put("max_wal_size", "16GB");
        settings.put("checkpoint_timeout", "1h");
        // Nor a vacuum: where pages have checksums it writes each page that it meets first to the WAL. The bench
        // settles
        // all databases before each round instead.
        settings.put("autovacuum", "off");
        settings.put("shared_preload_libraries", "pg_stat_statements");
        ALL = Collections.unmodifiableMap(settings);
    }

    private ServerSettings() {}
}

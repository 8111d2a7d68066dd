package dev.penstock.bench.contestant;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** UUIDs of version 7, whose order is that of time: new rows meet at the right edge of the index, as Penstock's do. */
final class RunIds {

    private final long startMillis;
    private final long startNanos = System.nanoTime();

    private RunIds(long startMillis) {
        this.startMillis = startMillis;
    }

    static RunIds startingNow(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("select (extract(epoch from now()) * 1000)::bigint");
                var rows = statement.executeQuery()) {
            rows.next();
            return new RunIds(rows.getLong(1));
        }
    }

    UUID next() {
        var random = ThreadLocalRandom.current();
        long millis = startMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        long high = (millis << 16) | 0x7000 | (random.nextLong() & 0x0fff);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}

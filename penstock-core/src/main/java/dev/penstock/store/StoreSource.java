package dev.penstock.store;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where a store keeps its data. */
public sealed interface StoreSource {

    /** A PostgreSQL of this process's own, with its data under {@code directory}. */
    record Embedded(Path directory) implements StoreSource {}

    /** A server, by JDBC URL. */
    record Url(String url, @Nullable String user, @Nullable String password) implements StoreSource {
        @Override
        public String toString() {
            return "Url[" + url.replaceAll("\\?.*", "") + "]";
        }
    }

    /** A pool that the application made and closes. */
    record Pooled(DataSource pool) implements StoreSource {}
}

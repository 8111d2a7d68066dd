package dev.penstock.flyway;

import java.io.Reader;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** A migration that lies in memory. */
final class OneMigration implements ResourceProvider {

    private final String name;
    private final LoadableResource resource;

    OneMigration(String name, String sql) {
        this.name = name;
        this.resource = new LoadableResource() {
            @Override
            public Reader read() {
                return new StringReader(sql);
            }

            @Override
            public String getAbsolutePath() {
                return "memory/" + name;
            }

            @Override
            public String getAbsolutePathOnDisk() {
                return "memory/" + name;
            }

            @Override
            public String getFilename() {
                return name;
            }

            @Override
            public String getRelativePath() {
                return name;
            }
        };
    }

    @Override
    // Flyway asks for script configurations too and takes null for none; its interface says nothing of null.
    @SuppressWarnings("NullAway")
    public @Nullable LoadableResource getResource(String wanted) {
        return wanted.equals(name) ? resource : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return name.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(name::endsWith)
                ? List.of(resource)
                : List.of();
    }
}

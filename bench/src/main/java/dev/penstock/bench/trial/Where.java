package dev.penstock.bench.trial;

import dev.penstock.bench.server.Environment;
import dev.penstock.bench.server.GivenServer;
import dev.penstock.bench.server.LocalServer;
import dev.penstock.bench.server.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Where and how to run a trial, and where what it found goes. */
public final class Where {

    @Option(
            names = "--pg-bin",
            paramLabel = "DIR",
            description = "Start the installed PostgreSQL whose programs are there.")
    private @Nullable Path pgBin;

    @Option(names = "--url", paramLabel = "JDBC-URL", description = "On this running server.")
    private @Nullable String url;

    @Option(names = "--user", description = "User for --url; may create databases.")
    private String user = "postgres";

    @Option(names = "--jvm-option", paramLabel = "OPTION", description = "For the trial's JVM (default: -Xmx1g).")
    private List<String> jvmOptions = List.of("-Xmx1g");

    @Option(names = "--json", paramLabel = "FILE", description = "Also write there what was found.")
    private @Nullable Path json;

    private final List<Map<String, Object>> found = new ArrayList<>();

    public Server server() throws IOException {
        var password = System.getenv("PGPASSWORD");
        return url == null ? LocalServer.start(pgBin) : new GivenServer(url, user, password == null ? "" : password);
    }

    public @Nullable Path pgBin() {
        return pgBin;
    }

    public List<String> jvmOptions() {
        return jvmOptions;
    }

    /** Keeps something that was found, and writes the file anew: what a later part breaks does not take it along. */
    public void record(Server server, Map<String, Object> what) throws SQLException {
        found.add(what);
        if (json != null) {
            var all = new LinkedHashMap<String, Object>();
            all.put("environment", Environment.of(server));
            all.put("found", found);
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValue(json.toFile(), all);
        }
    }
}

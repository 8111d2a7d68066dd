package dev.penstock.cli.citus;

import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.inspect.Report;
import dev.penstock.citus.inspect.ReportText;
import dev.penstock.cli.terminal.Json;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What each table would be on Citus, and why. */
@Command(
        name = "inspect",
        description = "Say what each table would be on Citus, and why: ready, needs backfill, reference, stays local,"
                + " blocked. Reads only.",
        mixinStandardHelpOptions = true)
public final class InspectCommand implements Callable<Integer> {

    @Option(
            names = "--url",
            paramLabel = "JDBC-URL",
            defaultValue = "${env:PENSTOCK_URL}",
            description = "The database: jdbc:postgresql://host:port/database, on Citus the coordinator's."
                    + " Default: $PENSTOCK_URL")
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "${env:PENSTOCK_USER}",
            description = "Who to be there. Default: $PENSTOCK_USER; the password is $PENSTOCK_PASSWORD")
    private @Nullable String user;

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description = "A schema to inspect, may be repeated. Default: all but the system's and the toolkit's own")
    private List<String> schemas = new ArrayList<>();

    @Option(
            names = "--column",
            paramLabel = "NAME",
            description = "The tenant's column; other spellings of it are recognised. Default: looked for")
    private @Nullable String column;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description =
                    "The tenant's type, such as uuid. Default: that of the root table's key, or the most frequent")
    private @Nullable String type;

    @Option(names = "--no-data", description = "Go by the catalogs alone, look at no rows.")
    private boolean noData;

    @Option(
            names = "--sample",
            paramLabel = "PERCENT",
            defaultValue = "100",
            description = "Share of each table's pages to look at. Default: ${DEFAULT-VALUE}")
    private double sample;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Longest check of the data. Default: ${DEFAULT-VALUE}")
    private int timeoutSeconds;

    @Option(
            names = "--budget",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "Longest for all checks of the data together. Default: ${DEFAULT-VALUE}")
    private int budgetSeconds;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            var report = report();
            var out = spec.commandLine().getOut();
            out.println(json ? Json.ascii(report.json()) : ReportText.of(report).stripTrailing());
            out.flush();
            return 0;
        } catch (CitusException refused) {
            spec.commandLine().getErr().println("penstock: " + refused.getMessage());
            return ExitStatus.of(refused.code());
        }
    }

    private Report report() {
        var options = InspectOptions.defaults()
                .withSchemas(schemas)
                .withTenant(column, type)
                .withSample(sample)
                .withTimeouts(Duration.ofSeconds(timeoutSeconds), Duration.ofSeconds(budgetSeconds));
        if (url == null || !url.startsWith("jdbc:postgresql:")) {
            throw new CitusException(
                    CitusErrorCode.INVALID_OPTION,
                    url == null
                            ? "no database was named; give --url, or set PENSTOCK_URL"
                            : "--url must begin with jdbc:postgresql:");
        }
        try (var connection = DriverManager.getConnection(url, credentials())) {
            return Report.of(Inspector.inspect(connection, noData ? options.withoutData() : options));
        } catch (SQLException e) {
            throw new CitusException(
                    CitusErrorCode.DATABASE_UNREACHABLE, "the database cannot be used: " + e.getMessage(), e);
        }
    }

    private Properties credentials() {
        var credentials = new Properties();
        if (user != null) {
            credentials.setProperty("user", user);
        }
        String password = System.getenv("PENSTOCK_PASSWORD");
        if (password != null) {
            credentials.setProperty("password", password);
        }
        credentials.setProperty("ApplicationName", "penstock citus inspect");
        return credentials;
    }
}

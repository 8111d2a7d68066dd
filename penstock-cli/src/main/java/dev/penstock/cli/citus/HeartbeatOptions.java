package dev.penstock.cli.citus;

import static dev.penstock.citus.failure.CitusErrorCode.INVALID_OPTION;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Heartbeats;
import dev.penstock.citus.plan.distribution.Named;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A table in which programs say their versions, asked where a person would have to confirm that no old one runs. */
final class HeartbeatOptions {

    @Option(
            names = "--heartbeat",
            paramLabel = "TABLE",
            description = "Ask this table whether old programs still run, in place of a confirmation.")
    private @Nullable String table;

    @Option(
            names = "--heartbeat-minimum",
            paramLabel = "VERSION",
            description = "The version that no program alive may be below.")
    private @Nullable String minimum;

    @Option(
            names = "--heartbeat-version",
            paramLabel = "COLUMN",
            defaultValue = "version",
            description = "Its column of the version. Default: ${DEFAULT-VALUE}")
    private String version = "version";

    @Option(
            names = "--heartbeat-seen",
            paramLabel = "COLUMN",
            defaultValue = "seen_at",
            description = "Its column of when a program was last seen, a timestamptz. Default: ${DEFAULT-VALUE}")
    private String seen = "seen_at";

    @Option(names = "--heartbeat-process", paramLabel = "COLUMN", description = "Its column that names the program.")
    private @Nullable String process;

    @Option(
            names = "--heartbeat-silent",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "Who was not seen for longer is gone. Default: ${DEFAULT-VALUE}")
    private int silentSeconds;

    Plan in(Plan plan, Catalog catalog) {
        if (table == null) {
            return plan;
        }
        if (minimum == null) {
            throw new CitusException(INVALID_OPTION, "--heartbeat needs --heartbeat-minimum");
        }
        return new Heartbeats(
                        Named.table(catalog, table), process, version, seen, minimum, Duration.ofSeconds(silentSeconds))
                .in(plan, catalog);
    }
}

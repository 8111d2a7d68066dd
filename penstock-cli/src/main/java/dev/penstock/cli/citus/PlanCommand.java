package dev.penstock.cli.citus;

import static dev.penstock.citus.failure.CitusErrorCode.DATABASE_UNREACHABLE;
import static dev.penstock.citus.failure.CitusErrorCode.INVALID_OPTION;

import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspection;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.Named;
import dev.penstock.citus.plan.distribution.Planner;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What must be done to distribute tables by the tenant. */
@Command(
        name = "plan",
        description = "Plan how tables come to be distributed by the tenant: every statement, its locks, how it is"
                + " seen to be done and taken back. Reads only.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 a plan that can be applied; 4 decisions are open, the plan is written nevertheless."
        })
public final class PlanCommand implements Callable<Integer> {

    @Mixin
    private DatabaseAddress database = new DatabaseAddress();

    @Mixin
    private PlanOutput output = new PlanOutput();

    @Mixin
    private HeartbeatOptions heartbeats = new HeartbeatOptions();

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

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description = "A schema to plan for, may be repeated. Default: all but the system's and the toolkit's own")
    private List<String> schemas = new ArrayList<>();

    @Option(
            names = "--tables",
            paramLabel = "TABLE",
            split = ",",
            description = "Only these, and what foreign keys join to them. Default: all")
    private List<String> tables = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "TABLE", split = ",", description = "Not these.")
    private List<String> excluded = new ArrayList<>();

    @Option(
            names = "--reference",
            paramLabel = "TABLE",
            split = ",",
            description = "Copy these to every node. Default: what tables of tenants refer to and has no tenant")
    private List<String> references = new ArrayList<>();

    @Option(
            names = "--colocate-with",
            paramLabel = "TABLE",
            description =
                    "Join the group of this distributed table. Default: that of the tenant's tables, or a new one")
    private @Nullable String colocateWith;

    @Option(names = "--shards", paramLabel = "NUMBER", description = "Of a new group. Default: the cluster's")
    private @Nullable Integer shards;

    @Option(
            names = "--online-from",
            paramLabel = "MEGABYTES",
            defaultValue = "256",
            description = "Copy tables of this size and more while they are written. Default: ${DEFAULT-VALUE}")
    private long onlineFrom;

    @Option(
            names = "--batch",
            paramLabel = "ROWS",
            defaultValue = "5000",
            description = "Of one batch of a backfill. Default: ${DEFAULT-VALUE}")
    private int batch;

    @Option(names = "--no-data", description = "Go by the catalogs alone, look at no rows.")
    private boolean noData;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Longest check of the data. Default: ${DEFAULT-VALUE}")
    private int timeoutSeconds;

    @Option(
            names = "--budget",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "Longest for all checks of the data together. Default: ${DEFAULT-VALUE}")
    private int budgetSeconds;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        var terminal = spec.commandLine();
        try {
            return output.write(plan(), terminal.getOut(), terminal.getErr());
        } catch (CitusException refused) {
            terminal.getErr().println("penstock: " + refused.getMessage());
            return ExitStatus.of(refused.code());
        }
    }

    private Plan plan() {
        if (batch < 1 || onlineFrom < 0 || (shards != null && shards < 1)) {
            throw new CitusException(
                    INVALID_OPTION, "--batch, --shards and --online-from must not be negative or zero");
        }
        var choices = new Choices(output.choices());
        var inspection = inspection();
        return heartbeats.in(Planner.plan(inspection, options(inspection), choices), inspection.catalog());
    }

    private Inspection inspection() {
        var options = InspectOptions.defaults()
                .withSchemas(schemas)
                .withTenant(column, type)
                .withTimeouts(Duration.ofSeconds(timeoutSeconds), Duration.ofSeconds(budgetSeconds));
        try (var connection = database.connect()) {
            return Inspector.inspect(connection, noData ? options.withoutData() : options);
        } catch (SQLException e) {
            throw new CitusException(DATABASE_UNREACHABLE, "the database cannot be used: " + e.getMessage(), e);
        }
    }

    private Plan.Options options(Inspection inspection) {
        var catalog = inspection.catalog();
        var tenant = inspection.classification().tenant();
        return new Plan.Options(
                tenant.column(),
                tenant.type(),
                schemas,
                Named.tables(catalog, tables),
                Named.tables(catalog, excluded),
                Named.tables(catalog, references),
                colocateWith == null ? null : Named.table(catalog, colocateWith),
                shards,
                onlineFrom << 20,
                batch);
    }
}

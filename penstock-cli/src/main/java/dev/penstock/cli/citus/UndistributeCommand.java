package dev.penstock.cli.citus;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.Named;
import dev.penstock.citus.plan.distribution.UndistributePlanner;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plans the way back to the coordinator. */
@Command(
        name = "undistribute",
        description =
                "Plan to bring distributed tables back to the coordinator, with all that foreign keys join to them. Reads only; the plan is carried out by apply.",
        mixinStandardHelpOptions = true)
public final class UndistributeCommand extends SmallPlanCommand {

    @Option(names = "--tables", paramLabel = "TABLE", split = ",", required = true, description = "Which.")
    private List<String> tables = new ArrayList<>();

    @Override
    Plan plan(Catalog catalog, Choices choices) {
        return UndistributePlanner.plan(catalog, Named.tables(catalog, tables), choices);
    }
}

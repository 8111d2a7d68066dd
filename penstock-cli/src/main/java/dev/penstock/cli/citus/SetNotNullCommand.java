package dev.penstock.cli.citus;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.Named;
import dev.penstock.citus.plan.distribution.NotNullPlanner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plans a column that may not be null. */
@Command(
        name = "set-not-null",
        description =
                "Plan to declare a column NOT NULL while its table is in use. Reads only; the plan is carried out by apply.",
        mixinStandardHelpOptions = true)
public final class SetNotNullCommand extends SmallPlanCommand {

    @Option(names = "--table", paramLabel = "TABLE", required = true, description = "Its table.")
    private String table = "";

    @Option(names = "--column", paramLabel = "NAME", required = true, description = "Which.")
    private String column = "";

    @Override
    Plan plan(Catalog catalog, Choices choices) {
        return NotNullPlanner.plan(catalog, Named.table(catalog, table), column, choices);
    }
}

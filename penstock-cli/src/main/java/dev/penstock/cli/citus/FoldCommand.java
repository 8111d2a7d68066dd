package dev.penstock.cli.citus;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.FoldPlanner;
import dev.penstock.citus.plan.distribution.Named;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plans the end of a table. */
@Command(
        name = "fold",
        description =
                "Plan to consolidate a table with at most one row for each row of another into a JSONB column of that one. Reads only; the plan is carried out by apply.",
        mixinStandardHelpOptions = true)
public final class FoldCommand extends SmallPlanCommand {

    @Option(names = "--table", paramLabel = "TABLE", required = true, description = "What is folded.")
    private String table = "";

    @Option(names = "--into", paramLabel = "TABLE", required = true, description = "The table that gets the column.")
    private String into = "";

    @Option(names = "--as", paramLabel = "NAME", required = true, description = "The name of the column.")
    private String as = "";

    @Override
    Plan plan(Catalog catalog, Choices choices) {
        return FoldPlanner.plan(catalog, Named.table(catalog, table), Named.table(catalog, into), as, choices);
    }
}

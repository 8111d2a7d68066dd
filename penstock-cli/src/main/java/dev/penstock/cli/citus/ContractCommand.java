package dev.penstock.cli.citus;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Choices;
import dev.penstock.citus.plan.distribution.ContractPlanner;
import dev.penstock.citus.plan.distribution.Named;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plans the end of a column. */
@Command(
        name = "contract",
        description =
                "Plan to drop a column that another has replaced, with its indexes built anew. Reads only; the plan is carried out by apply.",
        mixinStandardHelpOptions = true)
public final class ContractCommand extends SmallPlanCommand {

    @Option(names = "--table", paramLabel = "TABLE", required = true, description = "Its table.")
    private String table = "";

    @Option(names = "--column", paramLabel = "NAME", required = true, description = "Which.")
    private String column = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "The column that has replaced it, also in keys and indexes.")
    private @Nullable String by;

    @Override
    Plan plan(Catalog catalog, Choices choices) {
        return ContractPlanner.plan(catalog, Named.table(catalog, table), column, by, choices);
    }
}

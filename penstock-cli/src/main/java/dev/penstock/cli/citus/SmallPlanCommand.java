package dev.penstock.cli.citus;

import static dev.penstock.citus.failure.CitusErrorCode.DATABASE_UNREACHABLE;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Choices;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A verb that plans from the catalogs alone. */
abstract class SmallPlanCommand implements Callable<Integer> {

    @Mixin
    private DatabaseAddress database = new DatabaseAddress();

    @Mixin
    private PlanOutput output = new PlanOutput();

    @Mixin
    private HeartbeatOptions heartbeats = new HeartbeatOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    abstract Plan plan(Catalog catalog, Choices choices);

    @Override
    public Integer call() {
        var terminal = spec.commandLine();
        try (var connection = database.connect()) {
            var catalog = CatalogReader.read(connection, ReadOptions.all());
            var plan = heartbeats.in(plan(catalog, new Choices(output.choices())), catalog);
            return output.write(plan, terminal.getOut(), terminal.getErr());
        } catch (SQLException e) {
            terminal.getErr().println("penstock: " + DATABASE_UNREACHABLE + ": " + e.getMessage());
            return ExitStatus.of(DATABASE_UNREACHABLE);
        } catch (CitusException refused) {
            terminal.getErr().println("penstock: " + refused.getMessage());
            return ExitStatus.of(refused.code());
        }
    }
}

package dev.penstock.cli;

import dev.penstock.cli.terminal.Terminal;
import dev.penstock.postgres.schema.Distribution;
import dev.penstock.postgres.schema.Migrator;
import dev.penstock.postgres.schema.Schema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "install",
        description = {
            "Install the schema, or bring it to this version. Does nothing when it is there already.",
            "On Citus its tables are distributed by tenant."
        },
        mixinStandardHelpOptions = true)
final class SchemaInstall implements Callable<Integer> {

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private TenantTypeOption tenantType = new TenantTypeOption();

    @Mixin
    private ColocateOption colocate = new ColocateOption();

    private final Terminal terminal;

    SchemaInstall(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        var type = tenantType.value();
        var address = database.address();
        try (var connection = OpenDatabase.at(address).connect()) {
            var distribution = new Distribution(connection, type, terminal.err()::println);
            colocate.check(distribution);
            new Migrator(connection, type, terminal.err()::println).migrate();
            if (distribution.onCitus()) {
                distribution.complete(colocate.anchor());
            }
        }
        terminal.out()
                .println("the schema at " + address + " is at version " + Schema.version() + ", its tenants are "
                        + type.label());
        return ExitStatus.DONE;
    }
}

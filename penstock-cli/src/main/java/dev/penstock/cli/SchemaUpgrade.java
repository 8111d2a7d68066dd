package dev.penstock.cli;

import dev.penstock.cli.terminal.Terminal;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.schema.Distribution;
import dev.penstock.postgres.schema.Migrator;
import dev.penstock.postgres.schema.Schema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "upgrade",
        description = {
            "Bring an installation that has runs to this version and, where the database has become part of a Citus"
                    + " cluster, move its rows to their shards in one transaction.",
            "Refused while workers live: they find out what the database is when they start."
        },
        mixinStandardHelpOptions = true)
final class SchemaUpgrade implements Callable<Integer> {

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private TenantTypeOption tenantType = new TenantTypeOption();

    @Mixin
    private ColocateOption colocate = new ColocateOption();

    private final Terminal terminal;

    SchemaUpgrade(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        var type = tenantType.value();
        var address = database.address();
        try (var connection = OpenDatabase.at(address).connect()) {
            var distribution = new Distribution(connection, type, terminal.err()::println);
            colocate.check(distribution);
            if (!Schema.isInstalled(connection)) {
                throw new PenstockException(
                        ErrorCode.SCHEMA_MISSING,
                        "there is no Penstock schema at " + address + "; install it with 'penstock schema install'");
            }
            new Migrator(connection, type, terminal.err()::println).migrate();
            if (distribution.onCitus()) {
                distribution.distribute(colocate.anchor());
            }
        }
        terminal.out()
                .println("the schema at " + address + " is at version " + Schema.version() + ", its tenants are "
                        + type.label());
        return ExitStatus.DONE;
    }
}

package dev.penstock.cli;

import dev.penstock.cli.terminal.Terminal;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.schema.Distribution;
import dev.penstock.postgres.schema.Migrator;
import dev.penstock.postgres.schema.Move;
import dev.penstock.postgres.schema.MoveOptions;
import dev.penstock.postgres.schema.Schema;
import dev.penstock.postgres.sql.TenantType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "upgrade",
        description = {
            "Bring an installation that has runs to this version and, where the database has become part of a Citus"
                    + " cluster, move its rows to their shards while its workers go on.",
            "May be killed and run again at any time; goes on where it was."
        },
        mixinStandardHelpOptions = true)
final class SchemaUpgrade implements Callable<Integer> {

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private TenantTypeOption tenantType = new TenantTypeOption();

    @Mixin
    private ColocateOption colocate = new ColocateOption();

    @Option(
            names = "--stall",
            paramLabel = "MILLIS",
            defaultValue = "1000",
            description =
                    "How long writers may wait while the tables change places; an attempt that takes longer is taken"
                            + " back. Default: ${DEFAULT-VALUE}")
    private int stallMillis;

    @Option(
            names = "--abandon",
            description = "Take a move that has not changed the tables' places back, instead of carrying it out.")
    private boolean abandon;

    @Option(names = "--json", description = "Tell the progress as JSON, a line per event, on standard output.")
    private boolean json;

    private final Terminal terminal;

    SchemaUpgrade(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        var type = tenantType.value();
        var address = database.address();
        var progress = new MoveProgress(terminal, json);
        try (var connection = OpenDatabase.at(address).connect()) {
            colocate.check(new Distribution(connection, type, progress::said));
            if (!Schema.isInstalled(connection)) {
                throw new PenstockException(
                        ErrorCode.SCHEMA_MISSING,
                        "there is no Penstock schema at " + address + "; install it with 'penstock schema install'");
            }
            upgrade(connection, type, progress);
        } finally {
            progress.end();
        }
        progress.done("the schema at " + address + " is at version " + Schema.version() + ", its tenants are "
                + type.label());
        return ExitStatus.DONE;
    }

    private void upgrade(Connection connection, TenantType type, MoveProgress progress) throws SQLException {
        var options = MoveOptions.defaults().withStall(Duration.ofMillis(stallMillis));
        var move = new Move(connection, type, options, progress);
        if (abandon) {
            move.abandon();
            return;
        }
        new Migrator(connection, type, progress::said).migrate();
        var distribution = new Distribution(connection, type, progress::said);
        if (move.isNeeded()) {
            move.carryOut(colocate.anchor());
        } else if (distribution.onCitus()) {
            distribution.distribute(colocate.anchor());
        }
    }
}

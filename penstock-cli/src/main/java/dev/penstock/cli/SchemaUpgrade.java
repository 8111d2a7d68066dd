package dev.penstock.cli;

import dev.penstock.cli.terminal.Terminal;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "upgrade",
        description = {
            "Bring an installation that has runs to this version and, where the database has become part of a Citus"
                    + " cluster, move its rows to their shards while its workers go on.",
            "May be killed and run again at any time; goes on where it was."
        },
        mixinStandardHelpOptions = true)
final class SchemaUpgrade implements Callable<Integer> {

    /** A lock is waited for so long alone. */
    private static final int STALL_MIN = 250;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

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

    @Spec
    private CommandSpec spec = CommandSpec.create();

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
        if (stallMillis < STALL_MIN) {
            throw new ParameterException(
                    spec.commandLine(), "--stall is " + stallMillis + "; accepted are " + STALL_MIN + " ms and more");
        }
        var address = database.address();
        var progress = new MoveProgress(terminal, json);
        var open = OpenDatabase.at(address);
        try (var connection = open.connect()) {
            var type = TenantType.ofLabel(open.tenantType());
            var move = new Move(
                    connection, type, MoveOptions.defaults().withStall(Duration.ofMillis(stallMillis)), progress);
            if (abandon) {
                move.abandon();
                progress.done("what had been prepared for the move of " + address + " is taken back");
                return ExitStatus.DONE;
            }
            colocate.check(new Distribution(connection, type, progress::said));
            upgrade(connection, type, move, progress);
            progress.done("the schema at " + address + " is at version " + Schema.version() + ", its tenants are "
                    + type.label());
        } finally {
            progress.end();
        }
        return ExitStatus.DONE;
    }

    private void upgrade(Connection connection, TenantType type, Move move, MoveProgress progress) throws SQLException {
        new Migrator(connection, type, progress::said).migrate();
        var distribution = new Distribution(connection, type, progress::said);
        if (move.isNeeded()) {
            move.carryOut(colocate.anchor());
        } else if (distribution.onCitus()) {
            distribution.distribute(colocate.anchor());
        }
    }
}

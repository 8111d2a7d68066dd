package dev.penstock.cli;

import dev.penstock.cli.terminal.Terminal;
import dev.penstock.postgres.schema.Schema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "print",
        description = "Print the schema as SQL, for psql, Flyway or the like to run once on an empty database.",
        mixinStandardHelpOptions = true)
final class SchemaPrint implements Callable<Integer> {

    @Mixin
    private TenantTypeOption tenantType = new TenantTypeOption();

    private final Terminal terminal;

    SchemaPrint(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(Schema.print(tenantType.value()));
        terminal.out().flush();
        return ExitStatus.DONE;
    }
}

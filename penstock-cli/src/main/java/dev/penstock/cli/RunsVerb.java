package dev.penstock.cli;

import dev.penstock.Penstock;
import dev.penstock.Tenant;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunId;
import picocli.CommandLine.Option;

/** What the verbs on a tenant's runs have in common. */
abstract class RunsVerb extends StoreVerb {

    @Option(names = "--tenant", paramLabel = "NAME", required = true, description = "Whose runs.")
    private String tenant = "";

    RunsVerb(Terminal terminal) {
        super(terminal);
    }

    @Override
    final void on(Penstock penstock) {
        on(penstock.tenant(tenant));
    }

    abstract void on(Tenant runs);

    /** Errors: no run id → {@code PEN-1010}. */
    static RunId runId(String text) {
        try {
            return RunId.of(text);
        } catch (IllegalArgumentException e) {
            throw new PenstockException(ErrorCode.INVALID_OPTION, "'" + text + "' is no run id; it is a UUID", e);
        }
    }
}

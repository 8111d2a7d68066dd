package dev.penstock.cli;

import dev.penstock.Penstock;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.queue.Allowance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "allow",
        description = {
            "Set what a tenant's runs may use, for all workers.",
            "What is not told is as for every tenant: any number at once, weight 1."
        })
final class TenantsAllow extends StoreVerb {

    @Parameters(paramLabel = "TENANT", description = "Whose runs.")
    private String tenant = "";

    @Option(names = "--concurrency", paramLabel = "N", description = "At most so many runs at once, over all workers.")
    private @Nullable Integer concurrency;

    @Option(
            names = "--weight",
            paramLabel = "N",
            defaultValue = "1",
            description = "So many runs where another tenant has one, 1 to 100. Default: ${DEFAULT-VALUE}")
    private int weight = 1;

    TenantsAllow(Terminal terminal) {
        super(terminal);
    }

    @Override
    void on(Penstock penstock) {
        var allowance = new Allowance(concurrency, weight);
        penstock.tenant(tenant).allow(allowance);
        answer(allowance, List.of("the allowance of tenant " + tenant + " is set"));
    }
}

package dev.penstock.cli;

import dev.penstock.Penstock;
import dev.penstock.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "spread",
        description = {
            "Spread a tenant over buckets, for good, before its first run: too large for one shard, it has many.",
            "Waits up to a minute for all transactions that are open; meanwhile nothing starts in this tenant.",
            "Says what then stands in the column tenant. Again with the same number it does nothing."
        })
final class TenantsSpread extends StoreVerb {

    @Parameters(paramLabel = "TENANT", description = "Which tenant.")
    private String tenant = "";

    @Option(
            names = "--buckets",
            paramLabel = "N",
            required = true,
            description = "A power of two, 2 to 1024; best the number of shards.")
    private int buckets;

    TenantsSpread(Terminal terminal) {
        super(terminal);
    }

    @Override
    void on(Penstock penstock) {
        var spread = penstock.tenant(tenant).spread(buckets);
        var lines = new ArrayList<>(List.of("tenant " + tenant + " is spread over " + buckets + " buckets:"));
        lines.addAll(spread.buckets());
        answer(spread, lines);
    }
}

package dev.penstock.cli;

import dev.penstock.Penstock;
import dev.penstock.cli.terminal.Table;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.queue.Allowance;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import picocli.CommandLine.Command;

@Command(name = "list", description = "List the tenants that were given an allowance.")
final class TenantsList extends StoreVerb {

    TenantsList(Terminal terminal) {
        super(terminal);
    }

    @Override
    void on(Penstock penstock) {
        var allowances = new TreeMap<>(penstock.allowances());
        answer(allowances, text(allowances));
    }

    private List<String> text(Map<String, Allowance> allowances) {
        if (allowances.isEmpty()) {
            return List.of("no tenant was given an allowance");
        }
        var table = new Table().left("tenant").right("at once").right("weight");
        allowances.forEach((tenant, allowance) ->
                table.row(tenant, Objects.toString(allowance.concurrency(), ""), Integer.toString(allowance.weight())));
        return table.render(terminal().ink());
    }
}

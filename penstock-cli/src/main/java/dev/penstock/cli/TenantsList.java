package dev.penstock.cli;

import dev.penstock.Penstock;
import dev.penstock.cli.terminal.Table;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.queue.Allowance;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(name = "list", description = "List the tenants that were given an allowance or are spread over buckets.")
final class TenantsList extends StoreVerb {

    TenantsList(Terminal terminal) {
        super(terminal);
    }

    /** {@code buckets} is null of one that is not spread. */
    private record Row(
            @Nullable Integer concurrency,
            int weight,
            @Nullable List<String> buckets) {}

    @Override
    void on(Penstock penstock) {
        var allowances = penstock.allowances();
        var spreads = penstock.spreads();
        var names = new TreeSet<>(allowances.keySet());
        names.addAll(spreads.keySet());
        var rows = new TreeMap<String, Row>();
        for (var name : names) {
            var allowance = allowances.getOrDefault(name, Allowance.defaults());
            var spread = spreads.get(name);
            rows.put(
                    name,
                    new Row(allowance.concurrency(), allowance.weight(), spread == null ? null : spread.buckets()));
        }
        answer(rows, text(rows));
    }

    private List<String> text(Map<String, Row> rows) {
        if (rows.isEmpty()) {
            return List.of("no tenant was given an allowance or is spread over buckets");
        }
        var table = new Table().left("tenant").right("at once").right("weight").right("buckets");
        rows.forEach((tenant, row) -> table.row(
                tenant,
                Objects.toString(row.concurrency(), ""),
                Integer.toString(row.weight()),
                row.buckets() == null ? "" : Integer.toString(row.buckets().size())));
        return table.render(terminal().ink());
    }
}

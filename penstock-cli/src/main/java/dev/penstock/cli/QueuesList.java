package dev.penstock.cli;

import dev.penstock.Penstock;
import dev.penstock.cli.terminal.Table;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.queue.Queue;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;

@Command(name = "list", description = "List the queues that have been made, and their limits.")
final class QueuesList extends StoreVerb {

    QueuesList(Terminal terminal) {
        super(terminal);
    }

    @Override
    void on(Penstock penstock) {
        var queues = penstock.queues().list();
        answer(queues, text(queues));
    }

    private List<String> text(List<Queue> queues) {
        if (queues.isEmpty()) {
            return List.of("no queues but the default one, which has no limits");
        }
        var table =
                new Table().left("queue").right("at once").right("in a worker").left("in time");
        queues.forEach(queue -> table.row(
                queue.name(),
                Objects.toString(queue.concurrency(), ""),
                Objects.toString(queue.workerConcurrency(), ""),
                Objects.toString(queue.rate(), "")));
        return table.render(terminal().ink());
    }
}

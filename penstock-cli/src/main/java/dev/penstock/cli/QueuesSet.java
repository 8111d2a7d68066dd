package dev.penstock.cli;

import dev.penstock.Penstock;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.queue.Queue;
import dev.penstock.queue.Rate;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = {
            "Make a queue, or give it other limits, for all workers.",
            "What is not told has no limit afterwards. Runs under way go on."
        })
final class QueuesSet extends StoreVerb {

    private static final Pattern RATE = Pattern.compile("(\\d{1,9})/(\\d{0,9})(ms|s|m|h)");

    @Parameters(paramLabel = "NAME", description = "The queue.")
    private String name = "";

    @Option(names = "--concurrency", paramLabel = "N", description = "At most so many runs at once, over all workers.")
    private @Nullable Integer concurrency;

    @Option(
            names = "--worker-concurrency",
            paramLabel = "N",
            description = "At most so many runs at once in one worker.")
    private @Nullable Integer workerConcurrency;

    @Option(names = "--rate", paramLabel = "N/PERIOD", description = "So many starts in time, such as 100/s or 20/5m.")
    private @Nullable String rate;

    @Option(
            names = "--burst",
            paramLabel = "N",
            description = "So many starts at once after a quiet time. Default: N of --rate")
    private @Nullable Integer burst;

    QueuesSet(Terminal terminal) {
        super(terminal);
    }

    @Override
    void on(Penstock penstock) {
        var queue = new Queue(name, concurrency, workerConcurrency, rate());
        penstock.queues().set(queue);
        answer(queue, List.of("queue " + name + " is set"));
    }

    private @Nullable Rate rate() {
        if (rate == null) {
            if (burst != null) {
                throw new PenstockException(ErrorCode.INVALID_OPTION, "--burst is of a --rate; give both or neither");
            }
            return null;
        }
        var told = RATE.matcher(rate);
        if (!told.matches()) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION,
                    "--rate is " + rate + "; accepted is N/PERIOD, such as 100/s, 20/5m, 1/200ms");
        }
        int count = Integer.parseInt(told.group(1));
        long units = told.group(2).isEmpty() ? 1 : Long.parseLong(told.group(2));
        return new Rate(count, unit(told.group(3)).multipliedBy(units), burst == null ? count : burst);
    }

    private static Duration unit(String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        };
    }
}

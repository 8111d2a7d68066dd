package dev.penstock.bench.queue;

import dev.penstock.bench.trial.Trials;
import dev.penstock.bench.trial.Where;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The trials, as verbs of {@code bench/run}. */
@Command
public final class QueueCommands {

    @Command(
            name = "queues",
            mixinStandardHelpOptions = true,
            description = "Jobs through a queue end to end, and how soon an idle worker picks one up: Penstock, DBOS, "
                    + "db-scheduler, JobRunr.")
    int queues(
            @Mixin Where where,
            @Option(names = "--jobs", defaultValue = "20000", description = "Default: ${DEFAULT-VALUE}") int jobs,
            @Option(names = "--probes", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}") int probes,
            @Option(names = "--contestants", split = ",", description = "Default: all") @Nullable
                    List<QueueContestant> contestants)
            throws Exception {
        int worst = 0;
        try (var server = where.server()) {
            for (var contestant : contestants == null ? List.of(QueueContestant.values()) : contestants) {
                worst = Math.max(
                        worst,
                        Trials.run(
                                server,
                                where,
                                QueueTrial.class,
                                "queue_" + contestant.id(),
                                contestant.name(),
                                jobs,
                                probes));
            }
        }
        return worst;
    }

    @Command(
            name = "waiting",
            mixinStandardHelpOptions = true,
            description = "What very many waiting runs cost of the heap, and how fast they go on when all are due.")
    int waiting(
            @Mixin Where where,
            @Option(names = "--runs", defaultValue = "1000000", description = "Default: ${DEFAULT-VALUE}") int runs)
            throws Exception {
        try (var server = where.server()) {
            return Trials.run(server, where, WaitingTrial.class, "waiting", runs);
        }
    }

    @Command(
            name = "takeover",
            mixinStandardHelpOptions = true,
            description = "How long it takes to take over the unfinished runs of a dead worker, and to finish them.")
    int takeOver(
            @Mixin Where where,
            @Option(names = "--runs", defaultValue = "100000", description = "Default: ${DEFAULT-VALUE}") int runs)
            throws Exception {
        try (var server = where.server()) {
            return Trials.run(server, where, TakeOverTrial.class, "takeover", runs);
        }
    }

    @Command(
            name = "neighbours",
            mixinStandardHelpOptions = true,
            description = "A tenant's p99 beside one with a hundred times its load, as a ratio of its p99 alone.")
    int neighbours(
            @Mixin Where where,
            @Option(names = "--seconds", defaultValue = "20", description = "Of a lap. Default: ${DEFAULT-VALUE}")
                    int seconds)
            throws Exception {
        try (var server = where.server()) {
            return Trials.run(server, where, NeighbourTrial.class, "neighbours", seconds);
        }
    }
}

package dev.penstock.postgres.journal;

import dev.penstock.step.StepKey;
import dev.penstock.store.Entry;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.StepWrite;
import dev.penstock.store.Transition;
import dev.penstock.store.Verdict;
import dev.penstock.store.WorkerId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What waits for a flush, and who is told when it is durable. */
sealed interface Pending {

    RunKey run();

    /** Under whose lock it is written; null for a run that is merely queued. */
    @Nullable
    WorkerId worker();

    /** Roughly what it weighs on the wire. */
    long bytes();

    /** Whether nothing else of the same run may be in the same flush after it. */
    boolean endsTurn();

    /** In words, for an error message. */
    String described();

    void settle(Refusals refusals);

    void fail(RuntimeException cause);

    record PendingEntry(Entry entry, CompletableFuture<Verdict> verdict) implements Pending {
        private static final long ROW_BYTES = 150;

        @Override
        public RunKey run() {
            return entry.holding().run();
        }

        @Override
        public WorkerId worker() {
            return entry.holding().worker();
        }

        @Override
        public long bytes() {
            long bytes = ROW_BYTES;
            for (int at = 0; at < entry.steps().size(); at++) {
                var result = entry.steps().get(at).result();
                bytes += ROW_BYTES + (result == null ? 0 : result.length());
            }
            for (int at = 0; at < entry.starts().size(); at++) {
                bytes += PendingStart.bytesOf(entry.starts().get(at));
            }
            return bytes
                    + switch (entry.transition()) {
                        case Transition.Complete(String output) when output != null -> output.length();
                        case Transition.Continue(NewRun next) -> PendingStart.bytesOf(next);
                        case null, default -> 0;
                    };
        }

        @Override
        public boolean endsTurn() {
            return entry.transition() != null
                    || !entry.attributes().isEmpty()
                    || entry.steps().stream().anyMatch(StepWrite::update);
        }

        @Override
        public String described() {
            var steps = entry.steps().stream()
                    .map(StepWrite::key)
                    .map(StepKey::toString)
                    .toList();
            var transition = entry.transition();
            return "run " + run()
                    + (steps.isEmpty() ? "" : ", step " + String.join(", ", steps))
                    + (transition == null ? "" : ", " + transition.getClass().getSimpleName());
        }

        @Override
        public void settle(Refusals refusals) {
            verdict.complete(refusals.of(entry.holding()));
        }

        @Override
        public void fail(RuntimeException cause) {
            verdict.completeExceptionally(cause);
        }
    }

    record PendingStart(NewRun start, CompletableFuture<StartVerdict> verdict) implements Pending {
        private static final long ROW_BYTES = 250;

        @Override
        public RunKey run() {
            return start.key();
        }

        @Override
        public @Nullable WorkerId worker() {
            return start.holder();
        }

        @Override
        public long bytes() {
            return bytesOf(start);
        }

        static long bytesOf(NewRun start) {
            var input = start.input();
            return ROW_BYTES + (input == null ? 0 : input.length());
        }

        @Override
        public boolean endsTurn() {
            return true;
        }

        @Override
        public String described() {
            return "start of run " + run() + " of workflow " + start.workflow();
        }

        @Override
        public void settle(Refusals refusals) {
            verdict.complete(refusals.of(start));
        }

        @Override
        public void fail(RuntimeException cause) {
            verdict.completeExceptionally(cause);
        }
    }
}

package dev.penstock.citus.lint.trace;

import dev.penstock.citus.lint.known.TableName;
import dev.penstock.citus.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a statement as it ran.
 *
 * @param path of its file
 */
public record Seen(String path, Statement statement, Manner manner, Locking locking, Change change, Outcome outcome) {

    /** How it ran. */
    public enum Manner {
        /** With others in one transaction; its locks were read before the next one. */
        IN_TRANSACTION,
        /** In a transaction of its own; its locks were read before the end of that. */
        ALONE,
        /** Outside of transactions; its locks were sampled, so that a short one may have been missed. */
        OUTSIDE,
        NOT_RUN
    }

    /**
     * Locks on tables that were there before the file.
     *
     * @param taken by this statement
     * @param held by the statements before it in the transaction
     * @param bounded whether a lock_timeout was in force
     * @param samples how often somebody looked; once unless it ran outside of transactions
     */
    public record Locking(List<TableLock> taken, List<TableLock> held, boolean bounded, int samples) {

        static final Locking NONE = new Locking(List.of(), List.of(), false, 0);

        /** Those of the locks taken that others wait behind. */
        public List<TableLock> blocking() {
            return taken.stream().filter(lock -> lock.mode().blocks()).toList();
        }
    }

    /**
     * What became of the tables.
     *
     * @param rewritten those of before the file that lie in new files now
     * @param left what it left half done, still so when the last file had run
     * @param twoPhase whether its transaction was committed on several nodes in two phases
     */
    public record Change(Set<TableName> rewritten, List<Leftover> left, boolean twoPhase) {

        static final Change NONE = new Change(Set.of(), List.of(), false);
    }

    /**
     * How it ended.
     *
     * @param refusal what the server said against it
     * @param failures what it reported as failed without failing itself: rows of run_command_on_…
     * @param untraced why it was not run, or its effect is not to be judged
     */
    public record Outcome(
            @Nullable Refusal refusal,
            List<String> failures,
            @Nullable String untraced,
            Duration took) {

        static Outcome untraced(String why) {
            return new Outcome(null, List.of(), why, Duration.ZERO);
        }
    }

    /** What a server said against a statement. */
    public record Refusal(String sqlState, String message) {}

    static Seen notRun(String path, Statement statement, String why) {
        return new Seen(path, statement, Manner.NOT_RUN, Locking.NONE, Change.NONE, Outcome.untraced(why));
    }

    Seen with(Change other) {
        return new Seen(path, statement, manner, locking, other, outcome);
    }

    Seen with(Outcome other) {
        return new Seen(path, statement, manner, locking, change, other);
    }

    public boolean ran() {
        return manner != Manner.NOT_RUN;
    }
}

package dev.penstock.cli.citus;

import static java.util.Objects.requireNonNull;

import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Work;
import dev.penstock.cli.terminal.Figures;
import dev.penstock.cli.terminal.Json;
import dev.penstock.cli.terminal.Progress;
import dev.penstock.cli.terminal.Terminal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells how applying goes: a bar per operation on a screen, a line now and then elsewhere, or JSON.
 *
 * <p>Threads: any, one call at a time.
 */
final class ApplyProgress implements Watcher {

    /** A rate over less says nothing yet. */
    private static final Duration TOO_EARLY = Duration.ofSeconds(2);

    private final Terminal terminal;
    private final boolean json;
    private final Progress progress;
    private final Progress tables;
    private int operations;
    private int number;
    private int carriedOut;
    private long began;
    private long doneAtStart = -1;
    private long retries;
    private Part part = Part.NONE;
    private @Nullable Progress parts;

    ApplyProgress(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
        this.progress = new Progress(terminal, "rows");
        this.tables = new Progress(terminal, "tables");
    }

    int carriedOut() {
        return carriedOut;
    }

    synchronized void end() {
        progress.end();
        tables.end();
        if (parts != null) {
            parts.end();
        }
    }

    @Override
    public synchronized void planned(int all, int left) {
        operations = all;
        // What is done now an operation before it may undo: keys that are made anew are to be validated again.
        tell(
                event("planned", "operations", all, "left", left),
                all + " operations, " + (left == 0 ? "all done" : "at least " + left + " to do"));
    }

    @Override
    public synchronized void began(Operation operation) {
        number++;
        began = System.nanoTime();
        doneAtStart = -1;
        retries = 0;
        part = Part.NONE;
        if (json) {
            tell(event("began", "operation", operation.id()), "");
        }
    }

    @Override
    public synchronized void advanced(Operation operation, long done, @Nullable Long of, String note) {
        if (json) {
            tell(event("advanced", "operation", operation.id(), "done", done, "of", of, "note", note), "");
            return;
        }
        if (doneAtStart < 0) {
            doneAtStart = done;
        }
        long total = of == null ? done : Math.max(done, of);
        long now = System.nanoTime();
        var bar = operation.work() instanceof Work.Distribute ? tables : progress;
        bar.at(
                done,
                total,
                total == 0 ? 0 : (double) done / total,
                title(operation) + (note.isEmpty() ? "" : ", " + note) + (of == null ? "" : eta(done, total, now)),
                now);
    }

    /** By the rate since this process began with the operation; nothing before there is one. */
    private String eta(long done, long total, long now) {
        var took = Duration.ofNanos(now - began);
        if (took.compareTo(TOO_EARLY) < 0 || done <= doneAtStart || done >= total) {
            return "";
        }
        return left(done - doneAtStart, total - done, took);
    }

    private static String left(long passed, long remaining, Duration took) {
        double perNano = (double) passed / took.toNanos();
        return ", about " + Figures.took(Duration.ofNanos((long) (remaining / perNano))) + " left";
    }

    /** What a statement is at, and where it was when that began. */
    private record Part(String name, String unit, long began, long doneAtStart) {

        static final Part NONE = new Part("", "", 0, 0);

        boolean is(String other, String otherUnit, long done) {
            return name.equals(other) && unit.equals(otherUnit) && done >= doneAtStart;
        }
    }

    @Override
    public synchronized void underWay(Operation operation, String name, String unit, long done, @Nullable Long of) {
        if (json) {
            tell(
                    event("under_way", "operation", operation.id(), "part", name, "unit", unit, "done", done, "of", of),
                    "");
            return;
        }
        long now = System.nanoTime();
        if (!part.is(name, unit, done)) {
            part = new Part(name, unit, now, done);
            end();
            parts = new Progress(terminal, unit);
        }
        long total = of == null ? done : Math.max(done, of);
        var took = Duration.ofNanos(now - part.began());
        boolean known = of != null && done > part.doneAtStart() && done < total && took.compareTo(TOO_EARLY) >= 0;
        requireNonNull(parts)
                .at(
                        done,
                        total,
                        total == 0 ? 0 : (double) done / total,
                        title(operation) + ", " + name
                                + (known ? left(done - part.doneAtStart(), total - done, took) + " of that" : ""),
                        now);
    }

    @Override
    public synchronized void retrying(Operation operation, int attempt, Duration pause, String why) {
        retries++;
        tell(
                event(
                        "retrying",
                        "operation",
                        operation.id(),
                        "attempt",
                        attempt,
                        "pause_ms",
                        pause.toMillis(),
                        "why",
                        why),
                title(operation) + ": attempt " + attempt + " given up (" + why + "), again in " + Figures.took(pause));
    }

    @Override
    public synchronized void remarked(String text) {
        tell(event("remark", "text", text), "  " + text);
    }

    @Override
    public synchronized void finished(Operation operation, boolean skipped) {
        if (!skipped) {
            carriedOut++;
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        tell(
                event(
                        skipped ? "skipped" : "done",
                        "operation",
                        operation.id(),
                        "took_ms",
                        took.toMillis(),
                        "retries",
                        retries),
                skipped ? "" : terminal.errInk().mark(true) + " " + title(operation) + ", " + Figures.took(took));
    }

    private String title(Operation operation) {
        return "[" + number + "/" + operations + "] " + operation.id() + " " + operation.title();
    }

    private void tell(Map<String, @Nullable Object> event, String text) {
        if (json) {
            terminal.out().println(Json.write(event));
        } else if (!text.isEmpty()) {
            end();
            progress.say(text);
        }
    }

    private static Map<String, @Nullable Object> event(String name, @Nullable Object... pairs) {
        var event = new LinkedHashMap<String, @Nullable Object>();
        event.put("event", name);
        for (int i = 0; i < pairs.length; i += 2) {
            event.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return event;
    }
}

package dev.penstock.cli;

import dev.penstock.cli.terminal.Json;
import dev.penstock.cli.terminal.Progress;
import dev.penstock.cli.terminal.Terminal;
import dev.penstock.postgres.schema.MoveWatcher;
import java.time.Duration;
import java.util.Map;

/** Tells how an upgrade goes: lines and a bar, or JSON. */
final class MoveProgress implements MoveWatcher {

    private final Terminal terminal;
    private final boolean json;
    private final Progress bar;

    MoveProgress(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
        this.bar = new Progress(terminal, "runs");
    }

    @Override
    public void said(String what) {
        if (json) {
            event(Map.of("event", "said", "text", what));
        } else {
            bar.say(what);
        }
    }

    @Override
    public void copied(long runs, long of) {
        if (json) {
            event(Map.of("event", "copied", "runs", runs, "of", of));
        } else {
            bar.at(runs, of, of == 0 ? 1 : (double) runs / of, "copied", System.nanoTime());
        }
    }

    @Override
    public void swapped(Duration stall) {
        if (json) {
            event(Map.of("event", "swapped", "stall_ms", stall.toMillis()));
        } else {
            bar.say("the runs are on their shards; writers waited for " + stall.toMillis() + " ms at most");
        }
    }

    void done(String text) {
        if (json) {
            event(Map.of("event", "done", "text", text));
        } else {
            terminal.out().println(text);
        }
    }

    void end() {
        bar.end();
    }

    private void event(Map<String, ?> event) {
        terminal.out().println(Json.write(event));
    }
}

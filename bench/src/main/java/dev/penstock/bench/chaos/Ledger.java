package dev.penstock.bench.chaos;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What callers were told: which runs were accepted, and what they ended with. */
final class Ledger implements Callers.Listener {

    /** One line of the ledger. */
    record Entry(StartKey key, String run, String output) {}

    private static final class Page {
        private final Set<String> runs = new TreeSet<>();
        private final Set<String> outputs = new TreeSet<>();
    }

    private final Map<StartKey, Page> pages = new ConcurrentHashMap<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    @Override
    public void begun(StartKey key) {
        pages.computeIfAbsent(key, absent -> new Page());
    }

    @Override
    public void accepted(StartKey key, String run) {
        var page = page(key);
        synchronized (page) {
            if (page.runs.isEmpty()) {
                accepted.incrementAndGet();
            }
            page.runs.add(run);
        }
    }

    @Override
    public void ended(StartKey key, String output) {
        var page = page(key);
        synchronized (page) {
            if (page.outputs.isEmpty()) {
                ended.incrementAndGet();
            }
            page.outputs.add(output);
        }
    }

    private Page page(StartKey key) {
        return pages.computeIfAbsent(key, absent -> new Page());
    }

    int acceptedCount() {
        return accepted.get();
    }

    int endedCount() {
        return ended.get();
    }

    /** What somebody was about to start and was told nothing about. */
    List<StartKey> unanswered(String prefix) {
        return pages.entrySet().stream()
                .filter(page -> page.getKey().key().startsWith(prefix) && isUnanswered(page.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isUnanswered(Page page) {
        synchronized (page) {
            return page.runs.isEmpty();
        }
    }

    /** A line for each run that a key was said to have made, and each output that it was said to have ended with. */
    Stream<Entry> entries() {
        return pages.entrySet().stream().flatMap(page -> entries(page.getKey(), page.getValue()));
    }

    private static Stream<Entry> entries(StartKey key, Page page) {
        synchronized (page) {
            var outputs = page.outputs.isEmpty() ? List.of("") : List.copyOf(page.outputs);
            return List.copyOf(page.runs).stream()
                    .flatMap(run -> outputs.stream().map(output -> new Entry(key, run, output)));
        }
    }
}

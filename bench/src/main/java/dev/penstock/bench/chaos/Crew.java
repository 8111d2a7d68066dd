package dev.penstock.bench.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The worker processes: so many places, each filled again after its worker has died. */
final class Crew {

    /** Where the workers find the database, and how they work. */
    record Terms(String url, String user, String password, int callers, int tenants, Duration lease) {}

    /** A place in the crew. Whoever does something to its worker holds the lock. */
    private static final class Place {
        private final ReentrantLock lock = new ReentrantLock();
        private volatile WorkerProcess worker;

        private Place(WorkerProcess worker) {
            this.worker = worker;
        }
    }

    private final Terms terms;
    private final Path folder;
    private final Ledger ledger;
    /** Who is hired now starts nothing. */
    private volatile boolean quiet;

    private final AtomicInteger incarnations = new AtomicInteger();
    private final List<Place> places = new ArrayList<>();

    Crew(Terms terms, Path folder, Ledger ledger, int size) throws IOException {
        this.terms = terms;
        this.folder = folder;
        this.ledger = ledger;
        for (int at = 0; at < size; at++) {
            places.add(new Place(hire()));
        }
    }

    private WorkerProcess hire() throws IOException {
        var name = "w" + incarnations.incrementAndGet();
        return WorkerProcess.start(
                name,
                folder,
                ledger,
                List.of(
                        terms.url(),
                        terms.user(),
                        terms.password(),
                        name,
                        Integer.toString(quiet ? 0 : terms.callers()),
                        Integer.toString(terms.tenants()),
                        Long.toString(terms.lease().toMillis()),
                        Sights.file(folder, name).toString()));
    }

    /** Something done to a worker. */
    interface Deed {
        void to(WorkerProcess worker) throws InterruptedException;
    }

    /**
     * Does something deadly to the worker of a place and fills the place after a while. Returns the dead worker's name, or
     * null when something else is under way there.
     */
    @Nullable
    String replace(int at, Deed deed, Duration after) throws InterruptedException, IOException {
        var place = places.get(at % places.size());
        if (!place.lock.tryLock()) {
            return null;
        }
        try {
            var dead = place.worker;
            deed.to(dead);
            Thread.sleep(after);
            place.worker = hire();
            return dead.name();
        } finally {
            place.lock.unlock();
        }
    }

    /** Lets the worker of a place stand still. Returns its name, or null when something else is under way there. */
    @Nullable
    String stall(int at, Duration lasting) throws InterruptedException {
        var place = places.get(at % places.size());
        if (!place.lock.tryLock()) {
            return null;
        }
        try {
            place.worker.stall();
            try {
                Thread.sleep(lasting);
            } finally {
                place.worker.goOn();
            }
            return place.worker.name();
        } finally {
            place.lock.unlock();
        }
    }

    long alive() {
        return places.stream().filter(place -> place.worker.isAlive()).count();
    }

    /** Fills the places of workers that ended of their own accord, which is said. */
    void refill() throws IOException {
        for (var place : places) {
            if (place.lock.tryLock()) {
                try {
                    if (!place.worker.isAlive()) {
                        System.err.println(
                                "bench: worker " + place.worker.name() + " ended by itself, see its log in " + folder);
                        place.worker = hire();
                    }
                } finally {
                    place.lock.unlock();
                }
            }
        }
    }

    /** Lets nobody start any more runs; returns who has not confirmed that within the time. */
    List<String> quieten(long seconds) throws InterruptedException {
        quiet = true;
        places.forEach(place -> place.worker.quieten());
        var loud = new ArrayList<String>();
        for (var place : places) {
            if (!place.worker.isQuietWithin(seconds)) {
                loud.add(place.worker.name());
            }
        }
        return loud;
    }

    void dismiss() throws InterruptedException {
        for (var place : places) {
            place.worker.dismiss();
        }
    }

    /** Kills what is left of it. */
    void kill() {
        for (var place : places) {
            try {
                place.worker.goOn();
                place.worker.kill();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

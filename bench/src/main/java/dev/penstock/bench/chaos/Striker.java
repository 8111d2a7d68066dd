package dev.penstock.bench.chaos;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lets the blows of a schedule fall, each in its own time, and keeps account of what they met. */
final class Striker {

    /** What became of a blow: it struck, its target was busy with another one, or it met an error. */
    record Account(Blow blow, boolean struck, String what) {}

    /** A blow may find its target busy once or twice. */
    private static final int OFTEN = 3;

    private final Ground ground;
    private final Crew crew;
    private final Callers client;
    private final Ledger ledger;
    private final Consumer<Account> told;
    private final List<ReentrantLock> nodes;
    private final ReentrantLock move = new ReentrantLock();
    private final List<Account> accounts = new CopyOnWriteArrayList<>();
    private final List<Thread> underWay = new CopyOnWriteArrayList<>();

    Striker(Ground ground, Crew crew, Callers client, Ledger ledger, Consumer<Account> told) {
        this.ground = ground;
        this.crew = crew;
        this.client = client;
        this.ledger = ledger;
        this.told = told;
        this.nodes = ground.nodes().stream().map(node -> new ReentrantLock()).toList();
    }

    /** Returns when its time is over, the last blow has been dealt with and everything is up again. */
    void strike(Schedule schedule) throws InterruptedException {
        long begun = System.nanoTime();
        for (var blow : schedule.blows()) {
            sleepUntil(begun, blow.at());
            underWay.add(Thread.ofVirtual().start(() -> account(blow)));
        }
        sleepUntil(begun, schedule.length());
        for (var thread : underWay) {
            thread.join();
        }
    }

    private static void sleepUntil(long begun, Duration at) throws InterruptedException {
        Thread.sleep(Duration.ofNanos(Math.max(0, begun + at.toNanos() - System.nanoTime())));
    }

    List<Account> accounts() {
        return accounts;
    }

    Map<Blow.Kind, Integer> struck() {
        var struck = new EnumMap<Blow.Kind, Integer>(Blow.Kind.class);
        accounts.stream()
                .filter(Account::struck)
                .forEach(account -> struck.merge(account.blow.kind(), 1, Integer::sum));
        return struck;
    }

    /** Kinds of blows that never struck, however often they were tried. */
    List<String> neverStruck() {
        return accounts.stream().collect(Collectors.groupingBy(account -> account.blow.kind())).values().stream()
                .filter(all -> all.size() >= OFTEN && all.stream().noneMatch(Account::struck))
                .map(all -> all.getFirst().blow.kind().label())
                .sorted()
                .toList();
    }

    private void account(Blow blow) {
        Account account;
        try {
            account = new Account(blow, true, strike(blow));
        } catch (Busy busy) {
            account = new Account(blow, false, "busy with another blow");
        } catch (Exception e) {
            account = new Account(blow, false, String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
        accounts.add(account);
        told.accept(account);
    }

    private static final class Busy extends Exception {
        private static final long serialVersionUID = 1;
    }

    private String strike(Blow blow) throws InterruptedException, IOException, SQLException, Busy {
        return switch (blow.kind()) {
            case KILL_WORKER -> replaced(crew.replace(blow.target(), WorkerProcess::kill, blow.lasting()));
            case DISMISS_WORKER -> replaced(crew.replace(blow.target(), WorkerProcess::dismiss, blow.lasting()));
            case STALL_WORKER -> known(crew.stall(blow.target(), blow.lasting()));
            case END_SESSIONS -> {
                var node = ground.node(blow.target());
                yield ground.endSessions(node) + " sessions on " + node.title();
            }
            case RESTART_NODE, KILL_NODE -> down(blow);
            case MOVE_SHARD -> move(blow);
        };
    }

    /** The client starts what the dead worker was about to start. */
    private String replaced(@Nullable String dead) throws Busy {
        var name = known(dead);
        var unanswered = ledger.unanswered(name + "-");
        unanswered.forEach(client::startInstead);
        return name + ", " + unanswered.size() + " starts unanswered";
    }

    private static String known(@Nullable String name) throws Busy {
        if (name == null) {
            throw new Busy();
        }
        return name;
    }

    private String down(Blow blow) throws InterruptedException, Busy {
        var lock = nodes.get(blow.target() % nodes.size());
        if (!lock.tryLock()) {
            throw new Busy();
        }
        try {
            var node = ground.node(blow.target());
            long begun = System.nanoTime();
            if (blow.kind() == Blow.Kind.RESTART_NODE) {
                node.restart();
            } else {
                node.kill();
                Thread.sleep(blow.lasting());
                node.revive();
            }
            return node.title() + ", down for " + (System.nanoTime() - begun) / 1_000_000 + " ms";
        } finally {
            lock.unlock();
        }
    }

    private String move(Blow blow) throws SQLException, Busy {
        if (!move.tryLock()) {
            throw new Busy();
        }
        try {
            var found = ground.move(blow.target());
            if (found.isEmpty()) {
                throw new Busy();
            }
            long begun = System.nanoTime();
            ground.carryOut(found.get());
            return "shard " + found.get().shard() + " in " + (System.nanoTime() - begun) / 1_000_000 + " ms";
        } finally {
            move.unlock();
        }
    }
}

package dev.penstock.postgres.journal;

import dev.penstock.postgres.shard.Shards;
import dev.penstock.store.RunKey;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** The lanes that suit the shards as they are, and the threads that flush them. */
final class Writer implements AutoCloseable {

    /**
     * What they depend on: while it stays so, they need not be others.
     *
     * @param slices whether a lane is a slice of the hash space, as where there are shards
     * @param nodes those that threads are to be connected to
     */
    record Layout(boolean slices, int lanes, List<Integer> nodes) {
        static Layout of(Shards shards, JournalOptions options) {
            return new Layout(
                    shards.exist(),
                    shards.lanes(options.lanes()),
                    shards.nodes().stream().map(Shards.Node::number).toList());
        }
    }

    private final Shards shards;
    private final Layout layout;
    private final Lanes lanes;
    private final List<FlushThread> threads;

    /** @param flushing makes the thread of a 0-based place that flushes the lanes */
    Writer(Shards shards, JournalOptions options, BiFunction<Lanes, Integer, FlushThread> flushing) {
        this.shards = shards;
        this.layout = Layout.of(shards, options);
        // Where there are shards, what goes together is cut by them again: two flushes are done sooner side by side.
        int many = layout.slices() ? 1 : Lanes.MANY;
        // A lane per shard, and no node may keep all flushes busy: what waits for one that is lost is in nobody's way.
        int count = layout.lanes();
        this.lanes = new Lanes(
                count,
                many,
                layout.slices() ? Duration.ZERO : Gathering.MOMENT,
                options.pendingEntries(),
                options.pendingBytes() * options.lanes() / count,
                run -> shards.nodeOf(run.tenant()),
                () -> shards.nodes().size() > 1 ? Math.ceilDiv(options.lanes(), 2) : options.lanes());
        this.threads = IntStream.range(0, options.lanes())
                .mapToObj(at -> flushing.apply(lanes, at))
                .toList();
        threads.forEach(FlushThread::start);
    }

    Layout layout() {
        return layout;
    }

    /** Blocks while too much is pending; false when closed. */
    boolean put(Pending pending) throws InterruptedException {
        return lanes.put(laneOf(pending.run()), pending);
    }

    private int laneOf(RunKey run) {
        return layout.slices() ? shards.sliceOf(run, lanes.count()) : Shards.laneOf(run, lanes.count());
    }

    /** Returns when all that was pending is durable or has failed. */
    @Override
    public void close() {
        lanes.close();
        threads.forEach(FlushThread::close);
    }
}

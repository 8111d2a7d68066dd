package dev.penstock.cli.demo;

import dev.penstock.cli.database.Address;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A worker in this process that has begun to start all orders. */
final class WorkerThread implements Hand {

    private final Worker worker;
    private final FutureTask<?> starting;

    WorkerThread(Address address) {
        worker = new Worker(address);
        starting = new FutureTask<>((Callable<?>) () -> {
            worker.startAll();
            return true;
        });
        Thread.ofPlatform().daemon().name("demo-orders").start(starting);
    }

    @Override
    public void requireWorking() {
        if (starting.state() == FutureTask.State.FAILED) {
            throw new DemoFailure(
                    "the orders could not all be started: " + starting.exceptionNow(), starting.exceptionNow());
        }
    }

    @Override
    public void close() throws Exception {
        starting.cancel(true);
        try {
            starting.get();
        } catch (ExecutionException | CancellationException e) {
            // Somebody else is already telling; what counts here is that nothing is started any more.
        } finally {
            worker.close();
        }
    }
}

package dev.penstock.cli.demo;

import dev.penstock.Penstock;
import dev.penstock.cli.database.Address;
import dev.penstock.cli.demo.Shop.Shipment;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Executes the workflow in this process, for every order in the database. */
final class Worker implements AutoCloseable {

    /** How long the database waits for a dead worker of the demo; short, because somebody watches. */
    static final Duration LEASE = Duration.ofSeconds(3);

    /** Few enough for orders to finish one after the other instead of all at the end. */
    private static final int SLOTS = 256;

    private static final int STARTS_AT_ONCE = 256;

    private final Address address;
    private final Outside outside;
    private final Workflow<Order, Shipment> workflow;
    private final Penstock penstock;

    Worker(Address address) {
        this.address = address;
        this.outside = new Outside(address);
        this.workflow = new Fulfilment(outside, new Shop()).workflow();
        this.penstock = address.penstock()
                .register(workflow)
                .worker(options -> options.withWorker(
                                "demo " + ProcessHandle.current().pid())
                        .withLease(LEASE)
                        .withSlots(SLOTS))
                .start();
    }

    /**
     * Starts a run for every order and returns when all are durable, most of them not yet finished. An order whose run
     * exists already, because it was started before a crash, keeps that one: the key sees to it.
     */
    void startAll() throws SQLException, InterruptedException, ExecutionException {
        var gate = new Semaphore(STARTS_AT_ONCE);
        var starts = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var order : orders()) {
                gate.acquire();
                starts.add(threads.submit((Callable<?>) () -> {
                    try {
                        return penstock.tenant(order.tenant()).start(workflow, order, Start.idempotencyKey(order.id()));
                    } finally {
                        gate.release();
                    }
                }));
            }
        }
        for (var start : starts) {
            start.get();
        }
    }

    private List<Order> orders() throws SQLException {
        var orders = new ArrayList<Order>();
        try (var connection = address.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(DemoResource.sql("orders"))) {
            while (rows.next()) {
                orders.add(new Order(
                        rows.getString(1), rows.getString(2), rows.getString(3), rows.getInt(4), rows.getLong(5)));
            }
        }
        return orders;
    }

    @Override
    public void close() throws Exception {
        try {
            penstock.close();
        } finally {
            outside.close();
        }
    }
}

package dev.penstock.cli.demo;

import dev.penstock.cli.demo.Outside.Hold;
import dev.penstock.cli.demo.Outside.Payment;
import dev.penstock.cli.demo.Shop.Shipment;
import dev.penstock.codec.PayloadType;
import dev.penstock.failure.StepFailedException;
import dev.penstock.step.Retry;
import dev.penstock.step.Step;
import dev.penstock.workflow.Run;
import dev.penstock.workflow.Workflow;
import java.io.IOException;
import java.time.Duration;

/** From an order to its shipment: reserve, charge, wait for restock when much is wanted, ship, notify. */
final class Fulfilment {

    private static final Retry WHILE_OUT_OF_ORDER =
            Retry.attempts(5).exponential(Duration.ofMillis(20), 2).on(IOException.class);
    /** Long enough for the run to leave memory and to be brought back by its timer. */
    private static final Duration RESTOCK = Duration.ofMillis(700);

    private final Outside outside;
    private final Shop shop;

    Fulfilment(Outside outside, Shop shop) {
        this.outside = outside;
        this.shop = shop;
    }

    Workflow<Order, Shipment> workflow() {
        return Workflow.define("fulfil", Order.class, Shipment.class, this::fulfil);
    }

    private Shipment fulfil(Order order, Run run) {
        run.step(Step.of("reserve", PayloadType.of(Hold.class), attempt -> outside.reserve(order, attempt)));
        charge(order, run);
        if (order.waitsForRestock()) {
            run.sleep("restock", RESTOCK);
        }
        var shipment = run.transaction("ship", Shipment.class, transaction -> shop.ship(transaction, order, run.id()));
        run.step(Step.of("notify", PayloadType.of(String.class), attempt -> outside.mail(order, attempt)));
        return shipment;
    }

    /** A payment that fails for good fails the run, after what was reserved for it is released. */
    private void charge(Order order, Run run) {
        try {
            run.step(Step.of("charge", PayloadType.of(Payment.class), attempt -> outside.charge(order, attempt))
                    .with(WHILE_OUT_OF_ORDER));
        } catch (StepFailedException notPaid) {
            run.transaction("release", Integer.class, transaction -> shop.release(transaction, order, run.id()));
            throw notPaid;
        }
    }
}

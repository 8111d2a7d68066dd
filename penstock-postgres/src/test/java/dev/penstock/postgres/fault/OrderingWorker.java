package dev.penstock.postgres.fault;

import dev.penstock.postgres.ChildJvm;

/** A worker process that starts {@link Orders} until it is told to stop, and then tells how many. */
final class OrderingWorker {

    private OrderingWorker() {}

    public static void main(String... arguments) throws Exception {
        try (var orders = Orders.begin(arguments[3], arguments[0], arguments[1], arguments[2])) {
            ChildJvm.tell("begun");
            ChildJvm.awaitEnd();
            ChildJvm.tell(Integer.toString(orders.stop()));
        }
    }
}

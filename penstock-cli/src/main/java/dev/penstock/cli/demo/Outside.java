package dev.penstock.cli.demo;

import dev.penstock.cli.database.Address;
import dev.penstock.failure.NonRetryableException;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.step.Attempt;
import java.io.IOException;
import java.sql.SQLException;

/**
 * The systems of other companies: warehouse, payment provider, mail. Each call is entered in their book before it does
 * anything, then takes its time, so a process can die between an effect and its result.
 *
 * <p>Threads: any.
 */
final class Outside implements AutoCloseable {

    private static final int CONNECTIONS = 4;
    private static final long WAREHOUSE_MILLIS = 3;
    private static final long PAYMENT_MILLIS = 15;
    private static final long MAIL_MILLIS = 3;

    private final long process = ProcessHandle.current().pid();
    private final Connections connections;
    private final String enter = DemoResource.sql("call");

    /**
     * Their book lies in the demo's database, for the proof. Its commits do not wait for the disk: other companies'
     * writes cost us nothing, and a killed client loses none of them.
     */
    Outside(Address address) {
        var url = address.url() + (address.url().contains("?") ? "&" : "?") + "options=-c%20synchronous_commit=off";
        this.connections =
                Connections.pooling(new Address(url, address.user(), address.password()).server(), CONNECTIONS);
    }

    /** A reservation in the warehouse. */
    record Hold(String reference) {}

    /** A payment that has gone through. */
    record Payment(String reference, int attempts) {}

    Hold reserve(Order order, Attempt attempt) throws SQLException, InterruptedException {
        called(order, "reserve", attempt, WAREHOUSE_MILLIS);
        return new Hold("hold-" + order.id());
    }

    /** Errors: declined for good → {@link NonRetryableException}; out of order → {@link IOException}. */
    Payment charge(Order order, Attempt attempt) throws SQLException, InterruptedException, IOException {
        called(order, "charge", attempt, PAYMENT_MILLIS);
        var fate = Fate.of(order);
        if (fate.declined()) {
            throw new NonRetryableException("the card was declined");
        }
        if (attempt.number() <= fate.outages()) {
            throw new IOException("the payment provider does not answer");
        }
        return new Payment("payment-" + order.id(), attempt.number());
    }

    /** A reference of the mail that was sent. */
    String mail(Order order, Attempt attempt) throws SQLException, InterruptedException {
        called(order, "notify", attempt, MAIL_MILLIS);
        return "mail-" + order.id();
    }

    private void called(Order order, String step, Attempt attempt, long millis)
            throws SQLException, InterruptedException {
        connections.once(connection -> {
            try (var entry = connection.prepareStatement(enter)) {
                entry.setString(1, order.tenant());
                entry.setString(2, order.id());
                entry.setString(3, step);
                entry.setInt(4, attempt.number());
                entry.setString(5, attempt.idempotencyKey());
                entry.setLong(6, process);
                return entry.executeUpdate();
            }
        });
        Thread.sleep(millis);
    }

    @Override
    public void close() throws Exception {
        connections.close();
    }
}

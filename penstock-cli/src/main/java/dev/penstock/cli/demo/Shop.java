package dev.penstock.cli.demo;

import dev.penstock.run.RunId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

/** The application's own rows, written in transactional steps. */
final class Shop {

    private final String ship = DemoResource.sql("ship");
    private final String release = DemoResource.sql("release");

    /** What was handed to the carrier: the workflow's output. */
    record Shipment(UUID id, String shippedAt) {}

    Shipment ship(Connection transaction, Order order, RunId run) throws SQLException {
        try (var insert = transaction.prepareStatement(ship)) {
            insert.setString(1, order.tenant());
            insert.setString(2, order.id());
            insert.setObject(3, run.value());
            insert.setString(4, order.sku());
            insert.setInt(5, order.quantity());
            try (var row = insert.executeQuery()) {
                row.next();
                return new Shipment(
                        row.getObject(1, UUID.class),
                        row.getObject(2, OffsetDateTime.class).toString());
            }
        }
    }

    /** Undoes a reservation; returns how many rows that took. */
    Integer release(Connection transaction, Order order, RunId run) throws SQLException {
        try (var insert = transaction.prepareStatement(release)) {
            insert.setString(1, order.tenant());
            insert.setString(2, order.id());
            insert.setObject(3, run.value());
            return insert.executeUpdate();
        }
    }
}

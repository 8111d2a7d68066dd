package dev.penstock.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * What the payment provider will say to an order: decided by a hash of tenant and order, so that it is the same on every
 * machine, in every attempt, and after a crash.
 *
 * @param declined whether the card is declined for good
 * @param outages how many attempts find the provider out of order before one gets through
 */
record Fate(boolean declined, int outages) {

    static Fate of(Order order) {
        var hash = new CRC32C();
        hash.update((order.tenant() + "/" + order.id()).getBytes(StandardCharsets.UTF_8));
        int permille = (int) (hash.getValue() % 1000);
        if (permille < 25) {
            return new Fate(true, 0);
        }
        return new Fate(false, permille < 105 ? 1 : permille < 135 ? 2 : 0);
    }

    /** How many records the run of such an order ends with. */
    int steps(Order order) {
        // reserve, charge, release; or reserve, charge, perhaps restock, ship, notify
        return declined ? 3 : order.waitsForRestock() ? 5 : 4;
    }

    /** How many calls to systems outside it makes, none of them repeated by a crash. */
    int calls() {
        return declined ? 2 : 3 + outages;
    }
}

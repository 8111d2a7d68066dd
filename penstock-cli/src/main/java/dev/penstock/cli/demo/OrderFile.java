package dev.penstock.cli.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an order file holds: the orders, and the rows that are none with the reason.
 *
 * <p>Shape: a header and one row per line, see {@link #HEADER}. An order id is unique within its tenant; a row that
 * repeats one is skipped.
 */
record OrderFile(List<Order> orders, List<SkippedRow> skipped) {

    static final List<String> HEADER = List.of("order", "tenant", "sku", "item", "quantity", "amount");

    OrderFile {
        orders = List.copyOf(orders);
        skipped = List.copyOf(skipped);
    }

    /** The order file that comes with the demo. */
    static OrderFile load() {
        return read(DemoResource.text("orders.csv"), Catalogue.load());
    }

    static OrderFile read(String text, Catalogue catalogue) {
        var reading = new Reading(catalogue);
        var lines = text.lines().toList();
        for (int at = 1; at < lines.size(); at++) {
            reading.row(at + 1, lines.get(at));
        }
        return new OrderFile(reading.orders, reading.skipped);
    }

    /** The first orders of the file only. */
    OrderFile first(int most) {
        return new OrderFile(orders.subList(0, Math.min(most, orders.size())), skipped);
    }

    long tenants() {
        return orders.stream().map(Order::tenant).distinct().count();
    }

    private static final class Reading {

        private final Catalogue catalogue;
        private final List<Order> orders = new ArrayList<>();
        private final List<SkippedRow> skipped = new ArrayList<>();
        private final Map<String, Integer> lines = new HashMap<>();

        Reading(Catalogue catalogue) {
            this.catalogue = catalogue;
        }

        void row(int line, String text) {
            try {
                orders.add(order(line, text));
            } catch (BadRow bad) {
                skipped.add(new SkippedRow(line, bad.reason));
            }
        }

        private Order order(int line, String text) throws BadRow {
            var values = CsvLine.values(text).orElseThrow(() -> new BadRow("a quote is not closed"));
            require(values.size() == HEADER.size(), values.size() + " columns instead of " + HEADER.size());
            String id = values.get(0);
            String tenant = values.get(1);
            require(!id.isBlank(), "the order id is empty");
            require(!tenant.isBlank(), "the tenant is empty");
            var item = catalogue
                    .find(values.get(2))
                    .orElseThrow(() -> new BadRow("the catalogue has no SKU '" + values.get(2) + "'"));
            int quantity = quantity(values.get(4));
            long cents = cents(values.get(5));
            require(
                    cents == quantity * item.cents(),
                    "the amount " + values.get(5) + " is not " + quantity + " times " + Cents.write(item.cents()));
            Integer first = lines.putIfAbsent(tenant + "/" + id, line);
            require(first == null, "order " + id + " of tenant " + tenant + " already stands in line " + first);
            return new Order(tenant, id, item.sku(), quantity, cents);
        }

        private static int quantity(String text) throws BadRow {
            require(text.matches("[1-9]\\d?"), "the quantity '" + text + "' is not a number from 1 to 99");
            return Integer.parseInt(text);
        }

        private static long cents(String text) throws BadRow {
            return Cents.read(text)
                    .orElseThrow(() -> new BadRow("the amount '" + text + "' is not a number with two decimals"));
        }

        private static void require(boolean holds, String otherwise) throws BadRow {
            if (!holds) {
                throw new BadRow(otherwise);
            }
        }
    }

    private static final class BadRow extends Exception {

        private final String reason;

        BadRow(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }
    }
}

package dev.penstock.bench.contestant;

/** The input of every run of every contestant. */
public record Order(String id, String customer, int steps) {

    static Order of(int steps) {
        return new Order("order-2026-000815", "customer-31415", steps);
    }
}

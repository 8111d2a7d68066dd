package dev.penstock.bench.contestant;

/** What every step of every contestant returns: about 100 bytes as JSON. */
public record Reserved(String reservation, String item, String warehouse, int quantity, long cents) {

    static Reserved number(int step) {
        return new Reserved("reservation-" + step, "item-4711-blue", "north-sea-07", step, 129_900L + step);
    }
}

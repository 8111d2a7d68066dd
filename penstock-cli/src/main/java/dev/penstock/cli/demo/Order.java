package dev.penstock.cli.demo;

/**
 * An order to fulfil: the workflow's input.
 *
 * @param id unique within its tenant only
 * @param cents what is to be paid
 */
record Order(String tenant, String id, String sku, int quantity, long cents) {

    private static final int SHELF = 6;

    /** Whether more is wanted than lies on the shelf. */
    boolean waitsForRestock() {
        return quantity > SHELF;
    }
}

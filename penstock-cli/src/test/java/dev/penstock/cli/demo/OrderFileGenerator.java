package dev.penstock.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Makes the demo's order file. To make it anew after a change here, run {@link #main} with the path of {@code
 * orders.csv}; the test compares the file with what this makes.
 *
 * <p>Tenants are Zipf-like: the biggest of fifty places about a fifth of all orders, the smallest a handful. A hundredth
 * of the rows is broken, each kind equally often, at places that chance chooses. {@link Random} with a seed is specified
 * to the bit, so the file is the same on every JDK.
 */
final class OrderFileGenerator {

    static final int ROWS = 4_000;
    static final int TENANTS = 50;
    /** Of each {@link Damage}. */
    static final int DAMAGED_EACH = 2;

    private static final long SEED = 1733;
    private static final double SKEW = 1.05;
    private static final int FIRST_ORDER = 10_001;
    private static final List<String> NAMES =
            List.of("alder", "birch", "cedar", "elm", "fir", "hazel", "juniper", "larch", "maple", "oak");
    private static final List<String> TRADES = List.of("books", "garden", "kitchen", "sports", "tools");

    /** What is wrong with a broken row. */
    enum Damage {
        COLUMN_MISSING,
        COLUMN_TOO_MANY,
        QUOTE_OPEN,
        ID_EMPTY,
        TENANT_EMPTY,
        SKU_UNKNOWN,
        QUANTITY_BAD,
        AMOUNT_BAD,
        AMOUNT_WRONG,
        DUPLICATE
    }

    private final Random random = new Random(SEED);
    private final List<Catalogue.Item> items = Catalogue.load().items();
    private final List<String> tenants = tenants();
    private final double[] shares = shares();
    private final Map<String, Integer> nextOrder = new HashMap<>();
    private final List<List<String>> whole = new ArrayList<>();

    public static void main(String[] arguments) throws IOException {
        Files.writeString(Path.of(arguments[0]), new OrderFileGenerator().generate());
    }

    String generate() {
        var damages = damages();
        var lines = new ArrayList<String>();
        lines.add(CsvLine.of(OrderFile.HEADER));
        for (int row = 0; row < ROWS; row++) {
            var damage = damages.get(row);
            lines.add(damage == null ? wholeLine() : damaged(damage));
        }
        return String.join("\n", lines) + "\n";
    }

    private List<String> tenants() {
        var all = new ArrayList<String>();
        TRADES.forEach(trade -> NAMES.forEach(name -> all.add(name + "-" + trade)));
        Collections.shuffle(all, random);
        return all;
    }

    /** The share of the tenant at each rank and all before it. */
    private double[] shares() {
        var sums = new double[TENANTS];
        double sum = 0;
        for (int rank = 0; rank < TENANTS; rank++) {
            sum += 1 / Math.pow(rank + 1, SKEW);
            sums[rank] = sum;
        }
        return sums;
    }

    /** Which rows are broken, and how; never among the first, so that there is something to repeat. */
    private Map<Integer, Damage> damages() {
        var at = new TreeMap<Integer, Damage>();
        for (var damage : Damage.values()) {
            for (int made = 0; made < DAMAGED_EACH; ) {
                if (at.putIfAbsent(ROWS / 100 + random.nextInt(ROWS - ROWS / 100), damage) == null) {
                    made++;
                }
            }
        }
        return at;
    }

    private String wholeLine() {
        var row = row();
        whole.add(row);
        return CsvLine.of(row);
    }

    private List<String> row() {
        var tenant = tenants.get(rank());
        int order = nextOrder.merge(tenant, FIRST_ORDER, (last, first) -> last + 1);
        var item = items.get(random.nextInt(items.size()));
        // Mostly one or two pieces, now and then many.
        int quantity = 1 + (int) Math.min(11, Math.floor(-1.6 * Math.log(1 - random.nextDouble())));
        return List.of(
                Integer.toString(order),
                tenant,
                item.sku(),
                item.name(),
                Integer.toString(quantity),
                Cents.write(quantity * item.cents()));
    }

    private int rank() {
        double point = random.nextDouble() * shares[TENANTS - 1];
        int rank = 0;
        while (shares[rank] < point) {
            rank++;
        }
        return rank;
    }

    private String damaged(Damage damage) {
        if (damage == Damage.DUPLICATE) {
            return CsvLine.of(whole.get(random.nextInt(whole.size())));
        }
        var row = new ArrayList<>(row());
        switch (damage) {
            case COLUMN_MISSING -> row.remove(3);
            case COLUMN_TOO_MANY -> row.add(3, "gift wrap");
            case QUOTE_OPEN -> {
                return CsvLine.of(row.subList(0, 3)) + ",\"" + CsvLine.of(row.subList(4, 6));
            }
            case ID_EMPTY -> row.set(0, "");
            case TENANT_EMPTY -> row.set(1, "");
            case SKU_UNKNOWN -> row.set(2, row.get(2).replace('-', '/'));
            case QUANTITY_BAD -> row.set(4, List.of("0", "two", "-1", "1.5", "").get(random.nextInt(5)));
            case AMOUNT_BAD -> row.set(5, row.get(5).replace('.', ','));
            case AMOUNT_WRONG -> row.set(5, "1" + row.get(5));
            case DUPLICATE -> throw new AssertionError(damage);
        }
        return CsvLine.of(row);
    }
}

package dev.penstock.cli.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be ordered, by SKU. */
final class Catalogue {

    record Item(String sku, String name, long cents) {}

    private final Map<String, Item> items = new LinkedHashMap<>();

    /** The catalogue that comes with the demo. */
    static Catalogue load() {
        var catalogue = new Catalogue();
        DemoResource.text("catalogue.csv").lines().skip(1).forEach(catalogue::add);
        return catalogue;
    }

    private void add(String line) {
        var values = CsvLine.values(line).orElseThrow();
        var item =
                new Item(values.get(0), values.get(1), Cents.read(values.get(2)).orElseThrow());
        items.put(item.sku(), item);
    }

    Optional<Item> find(String sku) {
        return Optional.ofNullable(items.get(sku));
    }

    List<Item> items() {
        return List.copyOf(items.values());
    }
}

package dev.penstock.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Columns of text as wide as their widest cell; the first ones to the left, numbers to the right. */
public final class Table {

    private final int leftColumns;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(int leftColumns, String... header) {
        this.leftColumns = leftColumns;
        rows.add(List.of(header));
    }

    public void row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException("a row of " + cells.length + " cells below a header of "
                    + rows.getFirst().size());
        }
        rows.add(List.of(cells));
    }

    /** Leaves the header alone. */
    public void clear() {
        rows.subList(1, rows.size()).clear();
    }

    public void gap() {
        if (rows.size() > 1) {
            rows.add(List.of());
        }
    }

    public String text() {
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                var padding = " ".repeat(width(i) - row.get(i).length());
                line.append(i < leftColumns ? row.get(i) + padding : padding + row.get(i))
                        .append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream()
                .filter(row -> !row.isEmpty())
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }
}

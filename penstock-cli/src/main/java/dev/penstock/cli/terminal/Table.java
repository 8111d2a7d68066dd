package dev.penstock.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows under a header, in columns as wide as their widest cell. Not for use by several threads. */
public final class Table {

    private static final String GAP = "  ";

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    private record Column(String title, boolean right) {}

    /** A column whose cells begin at its left edge. */
    public Table left(String title) {
        columns.add(new Column(title, false));
        return this;
    }

    /** A column whose cells end at its right edge, for numbers. */
    public Table right(String title) {
        columns.add(new Column(title, true));
        return this;
    }

    /** One cell for each column. */
    public Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines of the table; the header is left out when no column has a title. */
    public List<String> render(Ink ink) {
        int[] widths = IntStream.range(0, columns.size()).map(this::width).toArray();
        var lines = new ArrayList<String>();
        var titles = columns.stream().map(Column::title).toList();
        if (titles.stream().anyMatch(title -> !title.isEmpty())) {
            lines.add(ink.bold(line(titles, widths)));
            lines.add(ink.rule(Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1)));
        }
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private int width(int column) {
        int widest = shown(columns.get(column).title());
        for (var row : rows) {
            widest = Math.max(widest, shown(row.get(column)));
        }
        return widest;
    }

    private String line(List<String> cells, int[] widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(
                        at -> padded(cells.get(at), widths[at], columns.get(at).right()))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    private static String padded(String cell, int width, boolean right) {
        var blanks = " ".repeat(width - shown(cell));
        return right ? blanks + cell : cell + blanks;
    }

    /** How many columns of the screen a text takes: colours take none. */
    private static int shown(String text) {
        var plain = text.replaceAll("\u001b\\[[0-9;]*m", "");
        return plain.codePointCount(0, plain.length());
    }
}

package dev.penstock.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One line of comma-separated values; a value in quotes may hold commas and doubled quotes, but no line break. */
final class CsvLine {

    private final String text;
    private int at;

    private CsvLine(String text) {
        this.text = text;
    }

    /** The values of a line, empty when a quote is not closed or something follows it. */
    static Optional<List<String>> values(String text) {
        return new CsvLine(text).read();
    }

    /** The line that {@link #values} reads back as these. */
    static String of(List<String> values) {
        return String.join(",", values.stream().map(CsvLine::quoted).toList());
    }

    private static String quoted(String value) {
        return value.matches("[^,\"]*") ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }

    private Optional<List<String>> read() {
        var values = new ArrayList<String>();
        while (true) {
            var value = text.startsWith("\"", at) ? quotedValue() : plainValue();
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
            if (at == text.length()) {
                return Optional.of(values);
            }
            at++;
        }
    }

    private Optional<String> plainValue() {
        int comma = text.indexOf(',', at);
        int from = at;
        at = comma < 0 ? text.length() : comma;
        return Optional.of(text.substring(from, at));
    }

    private Optional<String> quotedValue() {
        var value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                value.append(c);
            } else if (text.startsWith("\"", at)) {
                value.append('"');
                at++;
            } else {
                boolean ended = at == text.length() || text.charAt(at) == ',';
                return ended ? Optional.of(value.toString()) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}

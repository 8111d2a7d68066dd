package dev.penstock.cli.demo;

import dev.penstock.cli.terminal.Figures;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A promise, and what the database says to it.
 *
 * @param figures what was counted, by name
 */
record Check(String promise, boolean holds, Map<String, Long> figures) {

    String evidence() {
        return figures.entrySet().stream()
                .map(figure -> figure.getKey().replace('_', ' ') + " " + Figures.count(figure.getValue()))
                .collect(Collectors.joining(", "));
    }
}

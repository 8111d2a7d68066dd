package dev.penstock.citus.verify;

import dev.penstock.citus.sql.Script;
import java.util.List;

/** The statements of a file. Pure. */
final class Workload {

    private static final int SHOWN = 70;

    private Workload() {}

    /** @param line where it begins, from 1 */
    record Statement(int line, String sql) {
        String start() {
            String one = sql.strip().replaceAll("\\s+", " ");
            return one.length() <= SHOWN ? one : one.substring(0, SHOWN) + "…";
        }
    }

    static List<Statement> statements(String text) {
        var script = Script.of(text);
        return script.pieces().stream()
                .map(piece -> new Statement(
                        script.text().position(piece.span().start()).line(),
                        script.text().at(piece.span())))
                .toList();
    }
}

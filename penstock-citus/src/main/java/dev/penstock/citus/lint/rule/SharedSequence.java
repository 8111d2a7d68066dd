package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Column;
import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.Call;

/** Columns of different types share a sequence. */
final class SharedSequence implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT018",
                Severity.ERROR,
                "Columns of different types share a sequence",
                "Give each column a sequence of its own");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.distributing()) {
            Scene.tableOf(call).flatMap(scene::table).ifPresent(table -> {
                for (Column mine : table.columns()) {
                    for (Table other : scene.known().tables().values()) {
                        other.columns().stream()
                                .filter(theirs -> mine.sequence() != null
                                        && mine.sequence().equals(theirs.sequence())
                                        && !mine.type().equals(theirs.type()))
                                .forEach(theirs -> scene.report(
                                        call.span(),
                                        "%s serves %s.%s (%s) and %s.%s (%s)",
                                        mine.sequence(),
                                        table.name(),
                                        mine.name(),
                                        mine.type(),
                                        other.name(),
                                        theirs.name(),
                                        theirs.type()));
                    }
                }
            });
        }
    }
}

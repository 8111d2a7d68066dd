package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.TableAction;
import dev.penstock.citus.sql.Token;

/** ADD COLUMN with a default that is computed. */
final class VolatileDefault implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT211",
                Severity.WARNING,
                "ADD COLUMN with a default that is computed",
                "ADD COLUMN without a default, SET DEFAULT for new rows, backfill in batches");
    }

    @Override
    public void check(Scene scene) {
        scene.each(TableAction.AddColumn.class, (alter, add) -> {
            var value = add.column().defaultValue();
            boolean computed = value.stream()
                            .anyMatch(token ->
                                    Volatile.KEYWORDS.contains(token.value()) && token.kind() == Token.Kind.WORD)
                    || Call.in(value).stream()
                            .anyMatch(call ->
                                    Volatile.CHANGING.contains(call.function().name()));
            if (computed && !scene.isNew(alter.name())) {
                scene.report(
                        add.span(),
                        "the default of %s.%s is computed for the rows that exist",
                        alter.name(),
                        add.column().name());
            }
        });
    }
}

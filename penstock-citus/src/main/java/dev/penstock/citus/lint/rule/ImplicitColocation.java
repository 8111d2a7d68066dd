package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.QualifiedName;

/** Colocation is left to chance. */
final class ImplicitColocation implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT003",
                Severity.WARNING,
                "Colocation is left to chance",
                "Name the anchor table in colocate_with, or say none");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.distributing()) {
            var anchor = Scene.text(call, "colocate_with", 3);
            if (anchor.isEmpty()
                    ? call.argument("colocate_with", 3).isEmpty()
                    : anchor.get().equals("default")) {
                scene.report(
                        call.span(),
                        "%s joins whatever colocation group fits",
                        Scene.tableOf(call).map(QualifiedName::toString).orElse("the table"));
            }
        }
    }
}

package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.Span;
import dev.penstock.citus.sql.Statement;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A name is so long that shards get a hash instead. */
final class LongName implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT221",
                Severity.WARNING,
                "A name is so long that shards get a hash instead",
                "Keep names of tables, indexes and constraints within 50 bytes");
    }

    @Override
    public void check(Scene scene) {
        switch (scene.statement()) {
            case Statement.CreateTable create ->
                check(scene, create.name().name(), create.name().span());
            case Statement.CreateIndex index
            when index.name() != null ->
                check(scene, index.name().name(), index.name().span());
            default -> {
                // Other names do not reach the shards.
            }
        }
        for (var added : scene.constraints(Constraint.class)) {
            check(scene, added.constraint().name(), added.constraint().span());
        }
    }

    private static void check(Scene scene, @Nullable String name, Span span) {
        int bytes = name == null ? 0 : name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > 50) {
            scene.report(span, "%s has %s bytes", name, bytes);
        }
    }
}

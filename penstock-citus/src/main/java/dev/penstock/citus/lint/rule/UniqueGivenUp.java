package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Key;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;
import java.util.ArrayList;
import java.util.Optional;

/** A unique key gives way to a plain index. */
final class UniqueGivenUp implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT114",
                Severity.WARNING,
                "A unique key gives way to a plain index",
                "Keep the promise: a side table distributed by the value, a key derived from it, or the tenant in the key");
    }

    @Override
    public void check(Scene scene) {
        var dropped = new ArrayList<String>();
        scene.each(TableAction.DropConstraint.class, (alter, drop) -> dropped.add(drop.name()));
        if (scene.statement() instanceof Statement.Drop drop && drop.kind().equals("index")) {
            drop.names().forEach(name -> dropped.add(name.name()));
        }
        for (String name : dropped) {
            var key = scene.known().tables().values().stream()
                    .flatMap(table -> table.keys().stream())
                    .filter(each -> each.name().equals(name))
                    .findFirst();
            for (Statement later : scene.later()) {
                if (later instanceof Statement.CreateIndex index && !index.unique() && replaces(name, key, index)) {
                    scene.report(
                            index.tokens(),
                            "a plain index on %s takes the place of unique key %s",
                            index.table(),
                            name);
                }
            }
        }
    }

    private static boolean replaces(String name, Optional<Key> key, Statement.CreateIndex index) {
        boolean sameName = index.name() != null && index.name().name().equals(name);
        return key.map(each -> each.kind() == Key.Kind.UNIQUE && each.columns().equals(index.keys()))
                .orElse(sameName && name.matches(".*(_key|uniq|_uq|^uq).*"));
    }
}

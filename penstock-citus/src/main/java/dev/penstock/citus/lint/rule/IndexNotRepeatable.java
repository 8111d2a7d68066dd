package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Statement;

/** A concurrent index cannot be tried again. */
final class IndexNotRepeatable implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT204",
                Severity.ERROR,
                "A concurrent index cannot be tried again",
                "DROP INDEX CONCURRENTLY IF EXISTS before it, and check indisvalid on every shard after it");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.CreateIndex index && index.concurrently()) {
            var name = index.name();
            boolean dropped = name != null
                    && scene.earlier().stream()
                            .anyMatch(each -> each instanceof Statement.Drop drop
                                    && drop.kind().equals("index")
                                    && drop.ifExists()
                                    && drop.names().stream()
                                            .anyMatch(other -> other.name().equals(name.name())));
            if (!dropped) {
                scene.report(
                        index.tokens(),
                        "index %s on %s %s",
                        name == null ? "without a name" : name,
                        index.table(),
                        index.ifNotExists()
                                ? "keeps an invalid one when there is one"
                                : "cannot be built again after a failure");
            }
        }
        if (scene.statement() instanceof Statement.Drop drop
                && drop.kind().equals("index")
                && drop.concurrently()
                && !drop.ifExists()) {
            scene.report(
                    drop.tokens(),
                    "dropping %s fails on shards that do not have it",
                    drop.names().getFirst());
        }
    }
}

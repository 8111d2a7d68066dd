package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;

/** One statement locks very many shards. */
final class ManyLocks implements Rule {

    private static final long USUAL = 1_600;

    @Override
    public Card card() {
        return new Card(
                "CIT222",
                Severity.WARNING,
                "One statement locks very many shards",
                "Go partition by partition, or raise max_locks_per_transaction on every node");
    }

    @Override
    public void check(Scene scene) {
        QualifiedName name = switch (scene.statement()) {
            case Statement.AlterTable alter -> alter.name();
            case Statement.CreateIndex index -> index.table();
            case Statement.Update update -> update.target().name();
            case Statement.Delete delete -> delete.target().name();
            default -> null;
        };
        if (name == null) {
            return;
        }
        Known.Node node = scene.known().node();
        long most = node == null ? USUAL : Math.min(USUAL, node.lockSlots() / 4);
        scene.table(name).filter(Table::distributed).ifPresent(table -> {
            long locks = (table.partitions().size() + 1L) * table.shards();
            if (locks > most) {
                scene.report(
                        name.span(),
                        "%s has %s partitions of %s shards each",
                        table.name(),
                        table.partitions().size(),
                        table.shards());
            }
        });
    }
}

package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.Statement.Transaction.Kind;
import org.jspecify.annotations.Nullable;

/** DDL without a lock timeout that reaches the workers. */
final class NoLockTimeout implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT201",
                Severity.WARNING,
                "DDL without a lock timeout that reaches the workers",
                "SET LOCAL citus.propagate_set_commands = 'local'; SET LOCAL lock_timeout = '500ms'; and retry");
    }

    @Override
    public void check(Scene scene) {
        if (scene.step().nested() || scene.step().where() == Step.Where.FUNCTION) {
            return;
        }
        String what = locked(scene);
        if (what == null) {
            return;
        }
        boolean propagates = false;
        boolean timeout = false;
        boolean everywhere = false;
        for (Statement each : scene.earlier()) {
            if (each instanceof Statement.SetParameter set) {
                boolean on = !set.value().isEmpty() && !set.value().getFirst().matches("0|none|off");
                propagates = set.name().equals("citus.propagate_set_commands") ? on : propagates;
                timeout = set.name().equals("lock_timeout") ? on : timeout;
                everywhere = set.name().equals("lock_timeout") ? on && set.local() && propagates : everywhere;
            } else if (each instanceof Statement.Transaction transaction
                    && (transaction.kind() == Kind.COMMIT || transaction.kind() == Kind.ROLLBACK)) {
                everywhere = false;
            }
        }
        if (!timeout) {
            scene.report(
                    scene.statement().tokens(),
                    "%s waits for its lock without end, and everybody waits behind it",
                    what);
        } else if (!everywhere) {
            scene.report(scene.statement().tokens(), "the lock_timeout of %s does not reach the workers", what);
        }
    }

    private static @Nullable String locked(Scene scene) {
        return switch (scene.statement()) {
            case Statement.AlterTable alter when !scene.isNew(alter.name()) -> "ALTER TABLE " + alter.name();
            case Statement.CreateIndex index
            when !index.concurrently() && !scene.isNew(index.table()) -> "CREATE INDEX on " + index.table();
            case Statement.Drop drop
            when drop.kind().equals("table") && drop.names().stream().noneMatch(scene::isNew) ->
                "DROP TABLE " + drop.names().getFirst();
            case Statement.Truncate truncate
            when truncate.names().stream().noneMatch(scene::isNew) ->
                "TRUNCATE " + truncate.names().getFirst();
            case Statement.Select select ->
                scene
                        .calls(
                                "create_distributed_table",
                                "create_reference_table",
                                "undistribute_table",
                                "alter_distributed_table")
                        .stream()
                        .filter(call -> Scene.tableOf(call).filter(scene::isNew).isEmpty())
                        .map(call -> call.function().name())
                        .findFirst()
                        .orElse(null);
            default -> null;
        };
    }
}

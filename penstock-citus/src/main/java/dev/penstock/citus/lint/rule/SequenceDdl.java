package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;

/** Serial, identity or sequence DDL on a distributed table. */
final class SequenceDdl implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT209",
                Severity.ERROR,
                "Serial, identity or sequence DDL on a distributed table",
                "Create a sequence, ADD COLUMN bigint, then SET DEFAULT nextval(…); move a sequence with setval");
    }

    @Override
    public void check(Scene scene) {
        scene.each(TableAction.AddColumn.class, (alter, add) -> {
            if ((add.column().serial() || add.column().identity()) && citus(scene, alter.name())) {
                scene.report(
                        add.span(),
                        "%s is distributed: %s cannot be added with a sequence of its own",
                        alter.name(),
                        add.column().name());
            }
        });
        scene.each(TableAction.ChangeIdentity.class, (alter, change) -> {
            if (citus(scene, alter.name())) {
                scene.report(
                        change.span(),
                        "%s is distributed: the identity of %s cannot be changed",
                        alter.name(),
                        change.column());
            }
        });
        scene.each(TableAction.AlterType.class, (alter, type) -> {
            boolean draws = scene.table(alter.name())
                    .flatMap(table -> table.column(type.column()))
                    .filter(column -> column.sequence() != null)
                    .isPresent();
            if (draws && citus(scene, alter.name())) {
                scene.report(
                        type.span(),
                        "%s is distributed: %s draws from a sequence and keeps its type",
                        alter.name(),
                        type.column());
            }
        });
        if (scene.statement() instanceof Statement.AlterSequence alter) {
            var name = scene.known().resolve(alter.name(), scene.known().sequences());
            scene.known().tables().values().stream()
                    .filter(table -> !table.placement().local()
                            && table.columns().stream().anyMatch(column -> name.equals(column.sequence())))
                    .forEach(table ->
                            scene.report(alter.tokens(), "%s serves %s, which is distributed", name, table.name()));
        }
    }

    private static boolean citus(Scene scene, QualifiedName name) {
        return scene.table(name).filter(table -> !table.placement().local()).isPresent();
    }
}

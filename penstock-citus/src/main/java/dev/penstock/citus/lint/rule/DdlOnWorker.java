package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.sql.Statement;

/** DDL is run on a worker. */
final class DdlOnWorker implements Rule {

    @Override
    public Card card() {
        return new Card("CIT220", Severity.WARNING, "DDL is run on a worker", "Run migrations on the coordinator");
    }

    @Override
    public void check(Scene scene) {
        Known.Node node = scene.known().node();
        boolean ddl = switch (scene.statement()) {
            case Statement.CreateTable create -> !create.temporary();
            case Statement.AlterTable alter -> true;
            case Statement.CreateIndex index -> true;
            case Statement.Drop drop -> true;
            default -> !scene.distributing().isEmpty();
        };
        if (node != null && !node.coordinator() && ddl && scene.step().where() != Step.Where.FUNCTION) {
            scene.report(scene.statement().tokens(), "the server of --url is a worker");
        }
    }
}

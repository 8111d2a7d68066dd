package dev.penstock.citus.lint.rule;

/** A Flyway migration needs to run outside of a transaction and does not say so. */
final class NotMarkedOutside implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT315",
                Severity.ERROR,
                "A Flyway migration needs to run outside of a transaction and does not say so",
                "executeInTransaction=false in the script configuration; flyway.postgresql.transactional.lock=false for CONCURRENTLY");
    }

    @Override
    public void check(Scene scene) {
        if (!scene.migration().isFlyway()
                || scene.step().where() != Step.Where.FILE
                || scene.step().nested()) {
            return;
        }
        String flyway = scene.migration().flywayConfig();
        if (!scene.calls("create_distributed_table_concurrently").isEmpty()
                && !scene.migration().saysOutside()) {
            scene.report(
                    scene.statement().tokens(),
                    "%s.conf does not say executeInTransaction=false",
                    scene.migration().path());
        }
        boolean session = flyway != null && flyway.matches("(?is).*transactional[._]?lock\"?\\s*=\\s*\"?false.*");
        if (Outside.concurrently(scene.statement()) && !session) {
            scene.report(scene.statement().tokens(), "Flyway's lock transaction makes this statement wait forever");
        }
    }
}

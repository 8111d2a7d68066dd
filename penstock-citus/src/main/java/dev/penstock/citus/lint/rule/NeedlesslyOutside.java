package dev.penstock.citus.lint.rule;

/** A migration runs outside of a transaction without need. */
final class NeedlesslyOutside implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT314",
                Severity.WARNING,
                "A migration runs outside of a transaction without need",
                "Leave it transactional: a failure then leaves nothing behind");
    }

    @Override
    public void check(Scene scene) {
        boolean first = scene.earlier().isEmpty();
        if (first
                && scene.migration().saysOutside()
                && scene.migration().steps().stream().noneMatch(step -> Outside.needed(step.statement()))) {
            scene.report(
                    scene.statement().tokens(),
                    "the script configuration says executeInTransaction=false and no statement needs it");
        }
    }
}

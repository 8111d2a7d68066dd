package dev.penstock.citus.lint.rule;

/** A row in pg_dist_partition is taken for "distributed". */
final class PresenceMeansDistributed implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT019",
                Severity.WARNING,
                "A row in pg_dist_partition is taken for \"distributed\"",
                "Test partmethod and repmodel");
    }

    @Override
    public void check(Scene scene) {
        var tokens = scene.statement().tokens();
        boolean inner = scene.step().nested();
        if (!inner && tokens.name("pg_dist_partition") && !tokens.name("partmethod") && !tokens.name("repmodel")) {
            tokens.stream()
                    .filter(token -> token.value().equals("pg_dist_partition"))
                    .findFirst()
                    .ifPresent(token -> scene.report(
                            token, "a row in pg_dist_partition does not mean that the table is distributed"));
        }
    }
}

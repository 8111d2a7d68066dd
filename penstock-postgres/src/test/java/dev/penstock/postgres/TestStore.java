package dev.penstock.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;

/** What a store may turn out to be when it is given a URL; the tests of the contract run once on each. */
public enum TestStore {
    POSTGRES,
    CITUS;

    /** An empty database; skips the test, saying what to do, where there is no Citus. */
    public TestDatabase database() {
        return switch (this) {
            case POSTGRES -> TestDatabase.create();
            case CITUS -> {
                assumeTrue(CitusCluster.available(), RequiresCitus.SKIPPED);
                yield TestDatabase.create(CitusCluster.shared());
            }
        };
    }
}

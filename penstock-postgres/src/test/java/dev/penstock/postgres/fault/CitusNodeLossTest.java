package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import dev.penstock.RunHandle;
import dev.penstock.postgres.ChildJvm;
import dev.penstock.queue.Queue;
import dev.penstock.run.RunState;
import dev.penstock.run.Start;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * FAILURES 13: while a node of the cluster is down, the runs of the tenants on the others go on to their end, and so do
 * those of a worker that dies meanwhile; once the node is back, all runs end, none is lost and no step counts twice.
 */
class CitusNodeLossTest extends CitusFaults {

    private static final int LEFT = 1;
    private static final int LOST = 2;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @BeforeEach
    void begin() throws SQLException {
        install();
    }

    @Test
    void tenants_of_the_other_nodes_go_on_and_no_lease_is_lost() throws SQLException {
        var living = tenantsOn(LEFT);
        try (var penstock = open("worker")) {
            var handles = Load.start(penstock, TENANTS);
            awaitSteps(Load.STEPS / 6);

            cluster.kill(LOST);
            try {
                Load.start(penstock, TENANTS, living).forEach(handle -> handle.result(LIMIT));
            } finally {
                cluster.revive(LOST);
            }

            Load.proveThatEachStepCountedOnce(handles, database);
            assertThat(leasesEnded()).as("leases that ended").isZero();
        }
    }

    @Test
    void runs_of_a_worker_that_dies_meanwhile_are_taken_over_on_the_other_nodes() throws Exception {
        var living = tenantsOn(LEFT);
        assertThat(living).hasSizeBetween(1, TENANTS.size() - 1);
        var arguments = new ArrayList<Object>(List.of(database.jdbcUrl(), database.user(), database.password()));
        arguments.addAll(TENANTS);
        try (var mortal = ChildJvm.start(MortalWorker.class, arguments.toArray())) {
            awaitSteps(Load.STEPS / 6);
            cluster.kill(LOST);
            mortal.kill();
        }
        try (var penstock = open("successor")) {
            try {
                Load.start(penstock, TENANTS, living).forEach(handle -> handle.result(LIMIT));
            } finally {
                cluster.revive(LOST);
            }
            Load.proveThatEachStepCountedOnce(Load.start(penstock, TENANTS), database);
        }
    }

    /** What is dealt is written on every node, so nothing is dealt meanwhile; what no limit concerns does not wait for that. */
    @Test
    void limits_stand_still_and_the_runs_that_none_concerns_go_on() throws SQLException {
        var living = tenantsOn(LEFT);
        try (var penstock = open("worker")) {
            penstock.queues().set(Queue.named("mail").withConcurrency(1));
            penstock.queues().set(Queue.named("timed").withRate(1, Duration.ofMillis(10)));
            var limited = new ArrayList<RunHandle<String>>();
            cluster.kill(LOST);
            try {
                for (var queue : List.of("mail", "timed", "mail", "timed")) {
                    limited.add(penstock.tenant(living.getFirst())
                            .start(Load.ROUND_BY_ROUND, 1, Start.options().withQueue(queue)));
                }
                Load.start(penstock, TENANTS, living).forEach(handle -> handle.result(LIMIT));
                assertThat(limited)
                        .extracting(handle -> penstock.tenant(living.getFirst())
                                .find(handle.id())
                                .orElseThrow()
                                .state())
                        .containsOnly(RunState.QUEUED);
            } finally {
                cluster.revive(LOST);
            }
            limited.forEach(handle -> handle.result(LIMIT));
            assertThat(leasesEnded()).isZero();
        }
    }

    private long leasesEnded() {
        return Load.count(
                database, "select count(*) from penstock.worker where name = 'worker' and ended_at is not null");
    }

    private Penstock open(String worker) {
        return Load.open(worker, database.jdbcUrl(), database.user(), database.password());
    }
}

package dev.penstock.postgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import dev.penstock.RunHandle;
import dev.penstock.engine.EngineOptions;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.pool.Server;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * FAILURES 13: a node of the cluster stands still, which takes questions and answers none. The runs of the tenants on the
 * others go on to their end, under leases that are kept; once it goes on, all runs end, none is lost and no step counts
 * twice.
 */
class CitusSilentNodeTest extends CitusFaults {

    private static final int SILENT = 2;
    private static final int SPEAKING = 1;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void begin() throws SQLException {
        install();
    }

    @AfterEach
    void end() {
        callers.shutdownNow();
    }

    /** With steps, transactional steps, claims and look-ups of its tenants under way in every place there is for them. */
    @Test
    void tenants_of_the_other_nodes_go_on_and_no_lease_is_lost() throws SQLException {
        var speaking = tenantsOn(SPEAKING);
        assertThat(speaking).hasSizeBetween(1, TENANTS.size() - 1);
        try (var penstock = open(database.jdbcUrl())) {
            var handles = Load.start(penstock, TENANTS);
            awaitSteps(Load.STEPS / 6);

            cluster.freeze(SILENT);
            try {
                handles.stream()
                        .filter(handle -> !speaking.contains(handle.tenant()))
                        .limit(20)
                        .forEach(handle -> callers.execute(() -> lookAt(handle)));
                var ofOthers = Load.start(penstock, TENANTS, speaking);
                ofOthers.forEach(handle -> handle.result(LIMIT));
                ofOthers.forEach(handle -> assertThat(handle.steps()).hasSize(Load.ROUNDS * 3));
                assertThat(leasesEndedThere()).as("leases that ended meanwhile").isZero();
            } finally {
                cluster.thaw(SILENT);
            }

            Load.proveThatEachStepCountedOnce(handles, database);
        }
    }

    @Test
    void connections_are_had_although_a_node_that_they_may_go_to_is_silent() throws Exception {
        var url = cluster.urlOfAllNodes() + "?loadBalanceHosts=true";
        try (var connections = Connections.pooling(Server.at(url, database.user(), database.password()), 3)) {
            cluster.freeze(SILENT);
            try {
                for (int times = 0; times < 2; times++) {
                    connections.renew();
                    assertThat(connections.briefly("a question", CitusSilentNodeTest::answered))
                            .isTrue();
                }
            } finally {
                cluster.thaw(SILENT);
            }
        }
    }

    private static boolean answered(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select true")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static void lookAt(RunHandle<String> handle) {
        try {
            handle.steps();
        } catch (PenstockException silent) {
            // What those are told who look at runs on the silent node is not the question.
        }
    }

    /** With the default lease, of which a silence is a part: with one of a second it could not be told from a pause. */
    private Penstock open(String url) {
        return Penstock.connect(url, database.user(), database.password())
                .worker(CitusSilentNodeTest::options)
                .register(Load.ROUND_BY_ROUND)
                .start();
    }

    private static EngineOptions options(EngineOptions options) {
        return options.withWorker("worker").withEvictAfter(Duration.ZERO).withPoll(Duration.ofMillis(20));
    }

    /** Asked there, since the silent one would not answer. */
    private long leasesEndedThere() throws SQLException {
        try (var there = DriverManager.getConnection(
                        cluster.urls().get(SPEAKING), database.user(), database.password());
                var statement = there.createStatement();
                var row = statement.executeQuery("""
                        select sum((xpath('/row/ended/text()', query_to_xml(format(
                            'select count(*) as ended from %s where name = ''worker'' and ended_at is not null',
                            shard_name(s.logicalrelid, s.shardid)), false, true, '')))[1]::text::bigint)
                        from pg_dist_shard s
                        join pg_dist_placement p on p.shardid = s.shardid
                        where s.logicalrelid = 'penstock.worker'::regclass
                          and p.groupid = (select groupid from pg_dist_local_group)""")) {
            row.next();
            return row.getLong(1);
        }
    }
}

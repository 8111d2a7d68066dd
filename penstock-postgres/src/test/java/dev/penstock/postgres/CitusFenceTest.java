package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.held;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.cluster.CitusCluster;
import dev.penstock.postgres.cluster.RequiresCitus;
import dev.penstock.postgres.contract.Await;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.queue.Queue;
import dev.penstock.step.StepRecord;
import dev.penstock.store.Demand;
import dev.penstock.store.Entry;
import dev.penstock.store.Holding;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreSource;
import dev.penstock.store.Subject;
import dev.penstock.store.Verdict;
import dev.penstock.store.WorkerId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAILURES 4 on Citus, where the zombie writes over another node than the one that takes its runs from it. */
@RequiresCitus
class CitusFenceTest {

    private static final CitusCluster CLUSTER = CitusCluster.shared();

    private Fixture at;
    /** The zombie's store, over a worker node that does not have the tenant's shard. */
    private PostgresStore elsewhere;

    private WorkerId zombie;
    private Holding holding;

    @BeforeEach
    void open() throws SQLException {
        at = Fixture.create(TestStore.CITUS);
        elsewhere = (PostgresStore) new PostgresStoreProvider()
                .open(
                        new StoreSource.Url(nodeWithoutTheShard(), CLUSTER.user(), CLUSTER.password()),
                        StoreOptions.defaults(),
                        JournalOptions.defaults());
        zombie = elsewhere.join("zombie", Fixture.LEASE);
        var key = newKey();
        await(elsewhere.start(held(key, zombie)));
        holding = new Holding(key, zombie, 1);
    }

    @AfterEach
    void close() {
        elsewhere.close();
        at.close();
    }

    @Test
    void transactionalStepOnAnotherNodeLocksItsRunUntilItCommits() throws SQLException {
        try (var stranger = stepIsInTheWay()) {
            var writing = transact();
            at.awaitWaitingForALock(1);
            assertThat(isLocked()).as("the run, against a take-over").isTrue();
            stranger.rollback();

            assertThat(await(writing)).isEqualTo(Verdict.RECORDED);
        }
        giveUp();
        assertThat(at.store.takeOver(at.worker)).isOne();
        assertThat(at.claim(10).runs()).singleElement().satisfies(run -> {
            assertThat(run.holding().epoch()).isEqualTo(3);
            assertThat(run.steps()).extracting(StepRecord::key).hasSize(1);
        });
    }

    @Test
    void transactionalStepThatComesAfterATakeOverIsRefusedOnAnotherNode() {
        giveUp();
        assertThat(at.store.takeOver(at.worker)).isOne();

        assertThat(await(transact())).isEqualTo(Verdict.SUPERSEDED);
        assertThat(at.store.steps(holding.run())).isEmpty();
    }

    @Test
    void sessionThatStandsStillOnAnotherNodeIsEnded() throws SQLException {
        try (var stranger = stepIsInTheWay()) {
            var writing = transact();
            at.awaitWaitingForALock(1);
            giveUp();

            // The stranger stays in the way: nothing but ending the zombie's session lets this come to an end.
            assertThat(at.store.takeOver(at.worker)).isOne();

            assertThat(await(writing)).isEqualTo(Verdict.SUPERSEDED);
            stranger.rollback();
        }
        assertThat(at.store.steps(holding.run())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "penstock.fence('acme', '{acme}', '{acme}', '{%s}', null, null)",
                "penstock.hold_own('acme', '{acme}')"
            })
    void shardDoesNotMoveBetweenTheLocksAndTheWrites(String lock) throws SQLException {
        try (var flush = CLUSTER.connect()) {
            flush.setAutoCommit(false);
            Fixture.execute(flush, "select " + lock.formatted(holding.run().id()));

            var move = CompletableFuture.runAsync(this::moveShard);
            at.awaitWaitingForALock(1);
            assertThat(move).isNotDone();
            flush.commit();

            await(move);
        }
        assertThat(at.record(Entry.of(holding, step("after the move")))).isEqualTo(Verdict.RECORDED);
    }

    /** As after a split, of one half of the shard. */
    @Test
    void workerOfWhomAShardKnowsNothingIsGivenTheTimeOfALeaseToTell() {
        at.execute("delete from penstock.worker where worker_id = '" + zombie + "'");
        assertThat(at.store.takeOver(at.worker)).isZero();
        assertThat(at.store.takeOver(at.worker)).isZero();

        giveUp();

        assertThat(at.store.takeOver(at.worker)).isOne();
    }

    /** As when the node of one shard was silent for longer than a lease and those of the others were not. */
    @Test
    void leaseThatHasEndedInOneShardHasEndedForItsWorkerAndStandsForTheOthers() {
        at.store.set(Queue.named("mail").withConcurrency(4));
        assertThat(dealt(elsewhere, zombie, 4)).isEqualTo(4);
        var other = newKey(Objects.requireNonNull(at.store.shards().elsewhere("acme")));
        await(elsewhere.start(held(other, zombie)));
        var lease = at.store.shards().leaseOf("acme");

        at.execute(
                "update penstock.worker set ended_at = now() - interval '1 h' where worker_id = '%s' and tenant = '%s'"
                        .formatted(zombie, lease));

        assertThat(elsewhere.renew(zombie, Fixture.LEASE).held()).isFalse();
        assertThat(at.store.takeOver(at.worker))
                .as("runs beside the ended lease")
                .isOne();
        assertThat(await(elsewhere.record(Entry.of(new Holding(other, zombie, 1), step("goes on")))))
                .isEqualTo(Verdict.RECORDED);
        assertThat(dealt(at.store, at.worker, 4)).as("permits of who stands").isZero();

        await(elsewhere.start(held(newKey(), zombie)));
        assertThat(at.store.takeOver(at.worker)).as("runs that came later").isOne();

        at.execute("update penstock.worker set ended_at = now() - interval '1 h' where worker_id = '" + zombie + "'");
        assertThat(at.store.takeOver(at.worker)).isOne();
        Await.until("permits of who is gone are dealt", () -> dealt(at.store, at.worker, 4) == 4);
    }

    private static int dealt(PostgresStore by, WorkerId worker, int wanted) {
        return by.deal(worker, List.of(new Demand(Subject.queue("mail"), 0, wanted)))
                .getFirst()
                .permits();
    }

    private void moveShard() {
        try (var connection = CLUSTER.connect()) {
            Fixture.execute(connection, """
                    select citus_move_shard_placement(s.shardid, s.nodename, s.nodeport, n.nodename, n.nodeport, 'block_writes')
                    from citus_shards s, pg_dist_node n
                    where s.shardid = get_shard_id_for_distribution_column('penstock.run', 'acme')
                      and n.shouldhaveshards and (n.nodename, n.nodeport) <> (s.nodename, s.nodeport)
                    limit 1""");
        } catch (SQLException refused) {
            throw new CompletionException(refused);
        }
    }

    private static String nodeWithoutTheShard() throws SQLException {
        try (var connection = CLUSTER.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select format('jdbc:postgresql://%s:%s/%s', n.nodename, n.nodeport, current_database())
                        from citus_shards s, pg_dist_node n
                        where s.shardid = get_shard_id_for_distribution_column('penstock.run', 'acme')
                          and n.shouldhaveshards and (n.nodename, n.nodeport) <> (s.nodename, s.nodeport)
                        limit 1""")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Asked as a take-over asks, which would wait for a second and then end the session that holds the lock. */
    private boolean isLocked() throws SQLException {
        try (var connection = at.database.connect()) {
            Fixture.execute(
                    connection,
                    "select from penstock.run where tenant = 'acme' and run_id = '%s' for no key update nowait"
                            .formatted(holding.run().id()));
            return false;
        } catch (SQLException refused) {
            if (!"55P03".equals(refused.getSQLState())) {
                throw refused;
            }
            return true;
        }
    }

    private CompletableFuture<Verdict> transact() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return elsewhere.transact(holding, connection -> step("ship"));
            } catch (Exception thrown) {
                throw new CompletionException(thrown);
            }
        });
    }

    /** Holds up the record of the step between its locks and its commit. */
    private Connection stepIsInTheWay() throws SQLException {
        var stranger = at.database.connect();
        stranger.setAutoCommit(false);
        Fixture.execute(stranger, """
                insert into penstock.step (tenant, run_id, name, occurrence, item, kind, state, timed_out, duration_us, recorded_at)
                values ('acme', '%s', 'ship', 1, 0, 'transaction', 'completed', false, 0, now())""".formatted(holding.run().id()));
        return stranger;
    }

    private void giveUp() {
        at.execute("update penstock.worker set expires_at = now() - interval '1 s', lease_us = 1 where worker_id = '"
                + zombie + "'");
    }
}

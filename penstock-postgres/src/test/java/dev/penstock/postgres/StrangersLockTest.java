package dev.penstock.postgres;

import static dev.penstock.postgres.Fixture.await;
import static dev.penstock.postgres.Fixture.keyed;
import static dev.penstock.postgres.Fixture.newKey;
import static dev.penstock.postgres.Fixture.queued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.run.RunState;
import dev.penstock.store.RunKey;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.WorkerId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Starts inside a transaction of the application, and what they mean for those who start the same run outside. */
class StrangersLockTest {

    private Fixture at;
    private Connection application;

    @BeforeEach
    void open() throws SQLException {
        at = Fixture.create(
                TestDatabase.create(), JournalOptions.defaults().withLanes(1).withGiveUpAfter(Duration.ofSeconds(4)));
        application = at.database.connect();
        application.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        try (var theApplication = application) {
            at.close();
        }
    }

    @Test
    void runExistsWhenAndOnlyWhenTheApplicationCommits() throws SQLException {
        var first = newKey();
        var second = newKey();

        assertThat(at.store.start(application, queued(first))).contains(first);
        assertThat(at.store.start(application, queued(first))).isEmpty();
        assertThat(at.store.status(first)).isEmpty();
        application.rollback();
        at.store.start(application, queued(second));
        application.commit();

        assertThat(at.store.status(first)).isEmpty();
        assertThat(at.store.status(second).orElseThrow().state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void refusedStartSaysSoWithItsRun() throws SQLException {
        var key = newKey();
        Fixture.execute(application, "set transaction read only");

        assertThatThrownBy(() -> at.store.start(application, queued(key)))
                .isInstanceOf(PenstockException.class)
                .hasMessageContaining(key.toString());
    }

    /** The application's transaction is open: who wants the same key waits, and nobody with them. */
    @Test
    void startOfTheSameKeyWaitsApartUntilTheApplicationCommits() throws SQLException {
        var key = newKey();
        at.store.start(application, keyed(key, null));

        var same = at.store.start(keyed(key, null));
        var others = at.store.start(queued(newKey()));
        assertThat(await(others)).isEqualTo(StartVerdict.STARTED);
        at.awaitFact(IS_WAITING_APART);
        assertThat(await(at.store.start(keyed(newKey(), null)))).isEqualTo(StartVerdict.STARTED);
        assertThat(same).isNotDone();
        application.commit();

        assertThat(await(same)).isEqualTo(StartVerdict.EXISTED);
    }

    @Test
    void startOfTheSameKeyStartsWhenTheApplicationRollsBack() throws SQLException {
        var key = newKey();
        at.store.start(application, keyed(key, null));

        var same = at.store.start(keyed(key, at.worker));
        at.awaitFact(IS_WAITING_APART);
        application.rollback();

        assertThat(await(same)).isEqualTo(StartVerdict.STARTED);
        assertThat(at.store.status(key).orElseThrow().state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void startThatWaitsTooLongFailsAlone() {
        var key = newKey();
        at.store.start(application, keyed(key, null));

        var same = at.store.start(keyed(key, null));

        assertThatThrownBy(() -> await(same))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        coded -> assertThat(coded.code()).isEqualTo(ErrorCode.STORE_REFUSED))
                .hasMessageContaining(key.toString());
        assertThat(await(at.store.start(queued(newKey())))).isEqualTo(StartVerdict.STARTED);
    }

    /** A run may be started as its starter's own inside a transaction too. */
    @Test
    void heldStartInATransactionIsRunning() throws SQLException {
        var key = new RunKey(Fixture.TENANT, newKey().id());
        at.store.start(application, keyed(key, new WorkerId(UUID.randomUUID())));
        application.commit();

        assertThat(at.store.status(key).orElseThrow())
                .returns(RunState.RUNNING, status -> status.state())
                .returns(1L, status -> status.epoch());
    }

    /** The lane is idle again, and a pooled connection waits. */
    private static final String IS_WAITING_APART = """
            select count(*) filter (where wait_event_type = 'Lock') = 1
                and count(*) filter (where state = 'active' and wait_event_type = 'Lock' and query like '%append%') = 1
            from pg_stat_activity where datname = current_database() and application_name = 'penstock'
            """;
}

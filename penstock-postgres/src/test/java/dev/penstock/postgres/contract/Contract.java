package dev.penstock.postgres.contract;

import dev.penstock.Penstock;
import dev.penstock.Tenant;
import dev.penstock.engine.EngineOptions;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.TestStore;
import dev.penstock.workflow.Workflow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A database of the test's own on each kind of store, and Penstocks opened on it. */
@ParameterizedClass(name = "{0}")
@EnumSource(TestStore.class)
abstract class Contract {

    @Parameter
    @SuppressWarnings("NullAway.Init") // JUnit sets it first
    TestStore on;

    TestDatabase database;
    private final Deque<Penstock> opened = new ArrayDeque<>();

    /** A worker that lets go of waiting runs at once, so that every wait is a replay. */
    static final UnaryOperator<EngineOptions> EVICTS_AT_ONCE =
            options -> options.withEvictAfter(Duration.ZERO).withPoll(Duration.ofMillis(20));

    @BeforeEach
    void create() {
        database = on.database();
    }

    @AfterEach
    void closeAll() {
        while (!opened.isEmpty()) {
            opened.pop().close(Duration.ofSeconds(2));
        }
        if (database != null) {
            database.close();
        }
    }

    Penstock open(Workflow<?, ?>... workflows) {
        return open(options -> options.withPoll(Duration.ofMillis(20)), workflows);
    }

    Penstock open(UnaryOperator<EngineOptions> worker, Workflow<?, ?>... workflows) {
        return open(Penstock.connect(database.jdbcUrl(), database.user(), database.password())
                .worker(worker)
                .connections(6)
                .register(workflows));
    }

    Penstock open(Penstock.Builder builder) {
        return open(builder, Penstock.Builder::start);
    }

    Penstock open(Penstock.Builder builder, Function<Penstock.Builder, Penstock> how) {
        var penstock = how.apply(builder);
        opened.push(penstock);
        return penstock;
    }

    Tenant acme(Workflow<?, ?>... workflows) {
        return open(workflows).tenant("acme");
    }

    /** Hands its runs over, as a deploy does. */
    void shutDown(Penstock penstock) {
        opened.remove(penstock);
        penstock.close(Duration.ofMillis(200));
    }

    void execute(String sql) {
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    long count(String sql) {
        try (Connection connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** How many sessions of the database do, on whichever node. */
    long waitingForALock() {
        var waiting =
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        return on == TestStore.POSTGRES
                ? count(waiting)
                : count("select sum(result::bigint) from run_command_on_all_nodes($$" + waiting + "$$)");
    }

    static ThrowableAssertAlternative<PenstockException> assertRefused(ErrorCode code, ThrowingCallable call) {
        return org.assertj.core.api.Assertions.assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(call)
                .matches(e -> e.code() == code, "has code " + code);
    }
}

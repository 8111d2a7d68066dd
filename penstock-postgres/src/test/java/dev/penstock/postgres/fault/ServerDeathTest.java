package dev.penstock.postgres.fault;

import dev.penstock.postgres.TestDatabase;
import dev.penstock.postgres.TestServer;
import dev.penstock.postgres.contract.Await;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** PostgreSQL is restarted and killed while many runs are under way (FAILURES 1): none is lost, no step counts twice. */
class ServerDeathTest {

    private static final List<Consumer<TestServer>> OUTAGES =
            List.of(TestServer::restart, ServerDeathTest::crash, TestServer::restart, ServerDeathTest::crash);

    private static void crash(TestServer server) {
        server.kill();
        server.restart();
    }

    @Test
    void every_run_finishes_and_every_step_counts_once() throws SQLException {
        try (var server = TestServer.dedicated();
                var database = TestDatabase.create(server)) {
            Load.createEffects(database);
            try (var penstock = Load.open("worker", database.jdbcUrl(), database.user(), database.password())) {
                var handles = Load.start(penstock);
                for (int at = 0; at < OUTAGES.size(); at++) {
                    int steps = Load.STEPS * (at + 1) / (OUTAGES.size() + 2);
                    Await.until(
                            steps + " steps are recorded",
                            () -> Load.count(database, "select count(*) from penstock.step") >= steps);
                    OUTAGES.get(at).accept(server);
                }
                Load.proveThatEachStepCountedOnce(handles, database);
            }
        }
    }
}

package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.pool.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A unique over all tenants, while writers that never pause insert, change keys, and delete several rows at once. */
class KeysUnderLoadTest extends OnCitus {

    private static final int WRITERS = 3;
    private static final int ROWS = 3_000;

    private static final ApplyOptions PREPARING = ApplyOptions.defaults()
            .withThrottle(0, Duration.ofMillis(250))
            .withLongTransaction(Duration.ofMinutes(30))
            .confirming(Set.of("code-names-tenant"));

    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final AtomicInteger written = new AtomicInteger();

    KeysUnderLoadTest() throws SQLException {}

    @BeforeEach
    void create() throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "insert into orgs select generate_series(1, 5)",
                "create table users (id bigserial primary key, org bigint not null references orgs, code text unique)",
                "insert into users (org, code) select n % 5 + 1, 'c' || n from generate_series(1, " + ROWS + ") n");
    }

    @Test
    @Timeout(300)
    void noWriterIsRefusedAndNoKeyIsLost() throws Exception {
        var plan = Plans.of(
                connection,
                schema,
                "org",
                0,
                Map.of(
                        "GLOBAL_UNIQUE_BECOMES_PER_TENANT", "key-table",
                        "WINDOW_WITHOUT_FOREIGN_KEY", "online"));
        assertThat(plan.undecided()).isEmpty();
        var database = Server.at(cluster.jdbcUrl(), null, null);

        whileWriting(
                false,
                () -> assertThatThrownBy(() -> Applier.apply(database, plan, PREPARING, Watcher.SILENT))
                        .hasMessageContaining("code-claims-keys"));

        assertThat(refused).isEmpty();
        assertThat(values("select code || ' ' || org from users_code_key_keys order by 1"))
                .as("kept by the trigger, filled in by batches")
                .isEqualTo(values("select code || ' ' || org from users order by 1"));
        int prepared = written.get();

        whileWriting(
                true,
                () -> Applier.apply(
                        database,
                        plan,
                        PREPARING.confirming(Set.of("code-names-tenant", "code-claims-keys")),
                        Watcher.SILENT));

        assertThat(refused).isEmpty();
        assertThat(prepared).isPositive();
        assertThat(written.get()).isGreaterThan(prepared);
        assertThat(values("select partmethod from pg_dist_partition where logicalrelid = 'users'::regclass"))
                .containsExactly("h");
        assertThat(failures(plan)).isEmpty();
    }

    private void whileWriting(boolean claiming, Runnable task) throws InterruptedException {
        var ended = new AtomicBoolean();
        var writers = new ArrayList<Thread>();
        for (int n = 0; n < WRITERS; n++) {
            int writer = n;
            writers.add(Thread.ofVirtual().start(() -> write(writer, claiming, ended)));
        }
        try {
            task.run();
        } finally {
            ended.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    /** Each has rows of its own; what meets is the apply and a writer. Deletes go against the order of the batches. */
    private void write(int writer, boolean claiming, AtomicBoolean ended) {
        String prefix = "w" + writer + (claiming ? "c" : "");
        int next = ROWS - writer;
        try (var own = cluster.connect()) {
            Sql.run(own, "set search_path = " + schema + ", public");
            for (int n = 1; !ended.get(); n++) {
                int org = n % 5 + 1;
                own.setAutoCommit(false);
                claim(own, claiming, prefix + n, org);
                Sql.run(own, "insert into users (org, code) values (" + org + ", '" + prefix + n + "')");
                own.commit();
                if (next > 30 && !claiming) {
                    Sql.run(own, "delete from users where code = 'c" + next + "'");
                    Sql.run(own, "delete from users where code in ('c" + (next - 3) + "', 'c" + (next - 6) + "')");
                    Sql.run(own, "delete from users where code = 'c" + (next - 9) + "'");
                    own.commit();
                    next -= 12;
                }
                claim(own, claiming, prefix + n + "x", org);
                Sql.run(
                        own,
                        "update users set code = code || 'x' where org = " + org + " and code = '" + prefix + n + "'");
                own.commit();
                written.addAndGet(3);
            }
        } catch (SQLException e) {
            refused.add("writer " + writer + ": " + e.getSQLState() + " " + e.getMessage());
        }
    }

    private static void claim(Connection own, boolean claiming, String code, int org) throws SQLException {
        if (claiming) {
            Sql.run(own, "insert into users_code_key_keys (code, org) values ('" + code + "', " + org + ")");
        }
    }

    private List<String> values(String query) throws SQLException {
        return Sql.values(connection, query);
    }

    private List<String> failures(Plan plan) {
        return Plans.failures(Server.at(cluster.jdbcUrl(), null, null), plan, VerifyOptions.all());
    }
}

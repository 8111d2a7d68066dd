package dev.penstock.bench.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.bench.trial.Database;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executors;

/**
 * db-scheduler with the polling strategy that its documentation recommends for throughput, and a poll shorter than its
 * default of ten seconds. Enqueued by a client that does not wake the scheduler, as another process would.
 */
final class DbSchedulerQueue implements QueuePeer {

    private static final TaskDescriptor<Integer> JOB = TaskDescriptor.of("job", Integer.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Database database;
    private final HikariDataSource pool;
    private final Scheduler scheduler;
    private final SchedulerClient client;

    DbSchedulerQueue(Database database) throws Exception {
        this.database = database;
        try (var tables = Objects.requireNonNull(getClass().getResourceAsStream("scheduled_tasks.sql"))) {
            database.execute(new String(tables.readAllBytes(), StandardCharsets.UTF_8));
        }
        pool = database.pool(16);
        var job = Tasks.oneTime(JOB).execute((instance, context) -> Jobs.executed(instance.getData()));
        scheduler = Scheduler.create(pool, job)
                .threads(64)
                .executorService(
                        Executors.newFixedThreadPool(64, Thread.ofVirtual().factory()))
                .pollUsingLockAndFetch(1, 4)
                .pollingInterval(POLL)
                .build();
        scheduler.start();
        client = SchedulerClient.Builder.create(pool, job).build();
    }

    @Override
    public void enqueue(int number) {
        client.scheduleIfNotExists(
                JOB.instance(Integer.toString(number)).data(number).scheduledTo(Instant.EPOCH));
    }

    /** A finished task is deleted. */
    @Override
    public long finished() throws SQLException {
        return Jobs.executed() - database.count("select count(*) from scheduled_tasks where picked");
    }

    @Override
    public String setUp() {
        return "lock-and-fetch, 64 virtual threads, 16 connections, poll of " + POLL.toMillis() + " ms";
    }

    @Override
    public void close() {
        scheduler.stop();
        pool.close();
    }
}

package dev.penstock.bench.queue;

import com.zaxxer.hikari.HikariDataSource;
import dev.penstock.bench.trial.Database;
import java.time.Duration;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/** JobRunr's free edition with the shortest poll that it takes. */
final class JobRunrQueue implements QueuePeer {

    private static final Duration POLL = Duration.ofSeconds(5);

    private final Database database;
    private final HikariDataSource pool;
    private final JobScheduler scheduler;

    JobRunrQueue(Database database) {
        this.database = database;
        pool = database.pool(16);
        scheduler = JobRunr.configure()
                .useStorageProvider(new PostgresStorageProvider(pool))
                .useBackgroundJobServer(BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                        .andWorkerCount(64)
                        .andPollInterval(POLL))
                .initialize()
                .getJobScheduler();
    }

    @Override
    public void enqueue(int number) {
        scheduler.enqueue(() -> Jobs.executed(number));
    }

    @Override
    public long finished() throws Exception {
        return database.count("select count(*) from jobrunr_jobs where state = 'SUCCEEDED'");
    }

    @Override
    public String setUp() {
        return "64 workers, 16 connections, its shortest poll of " + POLL.toSeconds() + " s";
    }

    @Override
    public void close() {
        JobRunr.destroy();
        pool.close();
    }
}

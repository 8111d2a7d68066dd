package dev.penstock.bench.queue;

import com.zaxxer.hikari.HikariDataSource;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.StartWorkflowOptions;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Queue;
import dev.dbos.transact.workflow.Workflow;
import dev.penstock.bench.trial.Database;

/** DBOS Transact's queue, polled as often as by default: once a second. */
final class DbosQueue implements QueuePeer {

    /** DBOS makes workflows of the methods of an interface. */
    public interface Job {
        int job(int number);
    }

    /** The workflow, without any step. */
    public static final class Executed implements Job {
        @Override
        @Workflow(name = "job")
        public int job(int number) {
            Jobs.executed(number);
            return number;
        }
    }

    private final Database database;
    private final HikariDataSource pool;
    private final DBOS dbos;
    private final Job job;
    private final Queue queue = new Queue("bench");

    DbosQueue(Database database) {
        this.database = database;
        pool = database.pool(16);
        dbos = new DBOS(DBOSConfig.defaults("bench").withDataSource(pool).withAppVersion("1"));
        job = dbos.registerProxy(Job.class, new Executed());
        dbos.registerQueue(queue);
        dbos.launch();
    }

    @Override
    public void enqueue(int number) {
        dbos.startWorkflow(() -> job.job(number), new StartWorkflowOptions(queue));
    }

    @Override
    public long finished() throws Exception {
        return database.count("select count(*) from dbos.workflow_status where status = 'SUCCESS'");
    }

    @Override
    public String setUp() {
        return "version " + DBOS.version() + ", 16 connections, its default poll of "
                + Queue.DEFAULT_POLLING_INTERVAL.toMillis() + " ms";
    }

    @Override
    public void close() {
        dbos.shutdown();
        pool.close();
    }
}

package dev.penstock.bench.queue;

import dev.penstock.Penstock;
import dev.penstock.bench.trial.Database;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;

/** A worker and a client of Penstock, which know of each other only through the database; runs without any step. */
final class PenstockQueue implements QueuePeer {

    private static final Workflow<Integer, Integer> JOB =
            Workflow.define("job", Integer.class, Integer.class, (number, run) -> {
                Jobs.executed(number);
                return number;
            });

    private final Database database;
    private final Penstock worker;
    private final Penstock client;

    PenstockQueue(Database database) {
        this.database = database;
        worker = Penstock.connect(database.url(), database.user(), database.password())
                .register(JOB)
                .start();
        client = Penstock.connect(database.url(), database.user(), database.password())
                .client();
    }

    @Override
    public void enqueue(int number) {
        client.tenant("default").start(JOB, number, Start.options());
    }

    @Override
    public long finished() throws Exception {
        return database.count("select count(*) from penstock.run where state = 'completed'");
    }

    @Override
    public String setUp() {
        return "defaults; enqueued by a client in the same JVM, over connections of its own";
    }

    @Override
    public void close() {
        client.close();
        worker.close();
    }
}

package dev.penstock.bench.queue;

/** A queue and a worker of it in this process, which begins to execute what is enqueued without being asked. */
interface QueuePeer extends AutoCloseable {

    /** Enqueues a job that calls {@link Jobs#executed} with the number; durable when this returns. */
    void enqueue(int number) throws Exception;

    /** How many jobs the database knows as finished. */
    long finished() throws Exception;

    /** What a reader of the numbers must know. */
    String setUp();

    @Override
    void close() throws Exception;
}

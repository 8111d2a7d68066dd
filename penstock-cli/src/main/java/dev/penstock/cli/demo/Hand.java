package dev.penstock.cli.demo;

/** Somebody who works off the orders: a worker in this process or one in a process of its own. */
interface Hand extends AutoCloseable {

    /** Errors: it has stopped working without having been told → {@link DemoFailure}. */
    void requireWorking();
}

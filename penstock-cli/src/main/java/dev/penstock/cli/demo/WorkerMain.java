package dev.penstock.cli.demo;

import dev.penstock.cli.database.Address;
import java.io.IOException;
import java.io.InputStream;

/** What the worker's own process does. */
public final class WorkerMain {

    /** What whoever started the process says when the orders are worked off. */
    static final int END = '.';

    private WorkerMain() {}

    /**
     * Works off the orders until {@code input} says so. When it ends without a word whoever owns the database is gone,
     * the database with it: this process halts where it stands instead of trying for a minute to reach it.
     */
    public static void run(Address address, InputStream input) throws Exception {
        try (var worker = new WorkerThread(address)) {
            if (read(input) != END) {
                Runtime.getRuntime().halt(1);
            }
            worker.requireWorking();
        }
    }

    private static int read(InputStream input) {
        try {
            return input.read();
        } catch (IOException gone) {
            return -1;
        }
    }
}

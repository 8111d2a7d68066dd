package dev.penstock.cli.demo;

import dev.penstock.cli.database.Address;
import java.io.IOException;
import java.io.InputStream;

/** What the worker's own process does. */
public final class WorkerMain {

    private WorkerMain() {}

    /** Works off the orders until {@code input} ends. */
    public static void run(Address address, InputStream input) throws Exception {
        try (var worker = new WorkerThread(address)) {
            while (read(input) >= 0) {
                worker.requireWorking();
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

package dev.penstock.flyway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.flywaydb.core.Flyway;

/** Migrates in a process of its own, which says when an operation of the plan is done and then waits to be killed. */
final class Killed {

    static final String DONE = "done ";

    private Killed() {}

    /** @param arguments URL, schema, folder of the migrations, file of the plan, and how many operations are done before the end */
    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[2]);
        int last = Integer.parseInt(arguments[4]);
        int[] done = {0};
        var migration = new V2__Distribute(Files.readString(Path.of(arguments[3])), operation -> {
            if (++done[0] == last) {
                say(DONE + operation.id());
                forever();
            }
        });
        CitusMigrations.in("filesystem:" + folder.resolve("citus"))
                .migrate(Flyway.configure()
                        .dataSource(arguments[0], null, null)
                        .defaultSchema(arguments[1])
                        .locations("filesystem:" + folder.resolve("base"))
                        .javaMigrations(migration));
    }

    private static void say(String text) {
        try {
            var out = new java.io.FileOutputStream(java.io.FileDescriptor.out);
            out.write((text + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void forever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

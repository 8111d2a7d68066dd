package dev.penstock.citus.lint.trace;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A process that has made scratch databases, and is ended before it drops them. */
final class Interrupted {

    static final String MADE = "made";

    private Interrupted() {}

    /** @param arguments URL, user and password */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (var scratch = Scratch.beside(arguments[0], arguments[1], arguments[2])) {
            scratch.catalog();
            var out = new FileOutputStream(FileDescriptor.out);
            out.write((MADE + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            new CountDownLatch(1).await();
        }
    }
}

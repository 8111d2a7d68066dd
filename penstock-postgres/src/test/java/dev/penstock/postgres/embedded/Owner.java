package dev.penstock.postgres.embedded;

import dev.penstock.postgres.ChildJvm;
import java.nio.file.Path;

/** A process that owns a directory until it is told to end, or killed. Tells the pid of the server it opened. */
final class Owner {

    private Owner() {}

    public static void main(String[] arguments) throws Exception {
        try (var postgres = EmbeddedPostgres.open(Path.of(arguments[0]))) {
            ChildJvm.tell(Long.toString(postgres.pid()));
            ChildJvm.awaitEnd();
            ChildJvm.tell("closing");
        }
    }

    static ChildJvm of(Path directory) throws Exception {
        return ChildJvm.start(Owner.class, directory);
    }
}

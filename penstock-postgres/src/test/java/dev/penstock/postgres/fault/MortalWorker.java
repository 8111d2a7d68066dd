package dev.penstock.postgres.fault;

import dev.penstock.postgres.ChildJvm;
import java.util.List;

/** A worker process that starts the runs of {@link Load}, executes them, and can be killed. */
final class MortalWorker {

    private MortalWorker() {}

    public static void main(String... arguments) throws Exception {
        try (var penstock = Load.open("mortal", arguments[0], arguments[1], arguments[2])) {
            Load.start(penstock, List.of(arguments).subList(3, arguments.length));
            ChildJvm.awaitEnd();
        }
    }
}

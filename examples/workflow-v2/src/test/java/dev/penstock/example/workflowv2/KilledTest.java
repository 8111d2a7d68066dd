package dev.penstock.example.workflowv2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.cluster.RequiresCitus;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a process of its own, killed without warning while the application writes. */
@RequiresCitus
@EnabledIfSystemProperty(
        named = "penstock.example.writers",
        matches = "true",
        disabledReason = "takes many minutes under writers; run it with -Dpenstock.example.writers=true")
class KilledTest {

    private static final long SEED = 7;

    @TempDir
    private Path folder = Path.of("");

    @Test
    @Timeout(1200)
    void atRandomInstants() throws Exception {
        var random = new Random(SEED);
        try (var scene = new Scene(1000, 1_000_000);
                var application = Writers.start(scene.coordinator(), scene.schema, 1)) {
            var command = new Command(scene, folder);
            int kills = 0;
            for (var end = Command.End.KILLED; end != Command.End.DONE; ) {
                // Longer each time, so that what takes its time is done in the end.
                end = command.killedAfter(300 + random.nextInt(1000 + 300 * kills));
                if (end == Command.End.ASKED) {
                    application.deploy();
                    command.confirm();
                } else if (end == Command.End.KILLED) {
                    kills++;
                }
            }
            application.close();
            assertThat(kills).isGreaterThan(5);
            scene.holds(application.ledger());
        }
    }
}

package dev.penstock.example.workflowv2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.plan.Operation;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Work;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a process of its own, killed without warning while the application writes. */
@RequiresCitus
class KilledTest {

    /** All boundaries and many instants instead of some. */
    private static final boolean ALL = Boolean.getBoolean("penstock.example.kill-everywhere");

    private static final long ONLINE_BYTES = 1_000_000;

    @TempDir
    private Path folder = Path.of("");

    @Test
    @Timeout(7200)
    void atTheBoundariesOfOperations() throws Exception {
        try (var scene = new Scene(1000, ONLINE_BYTES);
                var halt = new Halt(scene);
                var application = Writers.start(scene.coordinator(), scene.schema, 1)) {
            var command = new Command(scene, folder);
            var kills = new EnumMap<Command.End, Integer>(Command.End.class);
            int done = 0;
            var operations = ALL ? scene.plan.operations() : someOfEachKind(scene.plan);
            for (Operation operation : operations) {
                halt.before(operation.id());
                for (var end = Command.End.ASKED; end != Command.End.KILLED_DONE; ) {
                    // What was carried out the first time is found done the second time.
                    end = command.killedAt(halt, end == Command.End.KILLED_WORKED);
                    kills.merge(end, 1, Integer::sum);
                    assertThat(end).as(operation.id()).isNotEqualTo(Command.End.DONE);
                    if (end == Command.End.ASKED) {
                        application.deploy();
                        command.confirm();
                    }
                }
                halt.off();
                if (ALL) {
                    System.out.println("killed around " + operation.id() + ", " + ++done + " of " + operations.size());
                }
            }
            command.confirm();
            application.deploy();
            assertThat(command.uninterrupted()).isEqualTo(Command.End.DONE);
            application.close();
            System.out.println("killed at boundaries: " + kills);
            assertThat(kills)
                    .containsKeys(Command.End.KILLED_BEGUN, Command.End.KILLED_WORKED, Command.End.KILLED_DONE);
            scene.holds(application.ledger());
            changesNothingAgain(scene, command);
        }
    }

    @Test
    @Timeout(1200)
    void atRandomInstants() throws Exception {
        long seed = Long.getLong("penstock.example.seed", 7);
        var random = new Random(seed);
        int most = ALL ? 100 : 8;
        try (var scene = new Scene(1000, ONLINE_BYTES);
                var application = Writers.start(scene.coordinator(), scene.schema, 1)) {
            var command = new Command(scene, folder);
            int kills = 0;
            for (var end = Command.End.KILLED; end != Command.End.DONE; ) {
                // Longer each time, so that what takes its time is done in the end.
                int millis = 200 + random.nextInt(800 + 100 * kills);
                end = kills < most ? command.killedAfter(millis) : command.uninterrupted();
                if (end == Command.End.ASKED) {
                    application.deploy();
                    command.confirm();
                } else if (end == Command.End.KILLED) {
                    kills++;
                }
            }
            application.close();
            System.out.println("killed at " + kills + " instants");
            assertThat(kills).isGreaterThan(3);
            scene.holds(application.ledger());
            changesNothingAgain(scene, command);
        }
    }

    /** The first of each phase and of each kind of work. */
    private static List<Operation> someOfEachKind(Plan plan) {
        var seen = new HashSet<Object>();
        return plan.operations().stream()
                .filter(operation ->
                        seen.add(Map.entry(operation.phase(), operation.work().getClass()))
                                || several(operation.work()))
                .toList();
    }

    private static boolean several(Work work) {
        return work instanceof Work.Distribute distribute && distribute.tables().size() > 1;
    }

    private static void changesNothingAgain(Scene scene, Command command) throws Exception {
        String journal =
                "select string_agg(o::text, ';' order by o.id) from penstock_citus.operation o where fingerprint = '"
                        + dev.penstock.citus.journal.Journal.of(scene.plan).fingerprint() + "'";
        String constraints =
                "select string_agg(k::text, ';' order by k.oid) from pg_constraint k join pg_class c on c.oid ="
                        + " k.conrelid where c.relnamespace = '" + scene.schema + "'::regnamespace"
                        // A shard that was copied online to another node goes when Citus comes to it.
                        + " and c.relname !~ '_[0-9]{6,}$'";
        var before = List.of(scene.text(journal), scene.text(constraints));

        assertThat(command.uninterrupted()).isEqualTo(Command.End.DONE);

        assertThat(List.of(scene.text(journal), scene.text(constraints))).isEqualTo(before);
    }
}

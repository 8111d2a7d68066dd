package dev.penstock.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.bench.report.Progress;
import dev.penstock.bench.server.CitusInstallation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The short chaos; {@code bench/chaos} is the long one. */
@Timeout(600)
@EnabledIfSystemProperty(
        named = "penstock.bench.chaos",
        matches = "true",
        disabledReason = "takes two minutes on each store; run it with -Dpenstock.bench.chaos=true")
class ChaosTest {

    private static final long SEED = 7;
    private static final Duration LEASE = Duration.ofSeconds(3);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void nothing_is_lost_or_doubled_on_one_postgres() throws Exception {
        try (var ground = Ground.postgres(null)) {
            prove(ground);
        }
    }

    @Test
    void nothing_is_lost_or_doubled_on_citus() throws Exception {
        assumeTrue(CitusInstallation.find().isPresent(), "no installed PostgreSQL with the extension citus");
        try (var ground = Ground.citus(null)) {
            prove(ground);
        }
    }

    private void prove(Ground ground) throws Exception {
        var kinds = EnumSet.allOf(Blow.Kind.class);
        if (!ground.isCitus()) {
            kinds.remove(Blow.Kind.MOVE_SHARD);
        }
        var schedule = Schedule.of(SEED, Duration.ofMinutes(1), Duration.ofSeconds(4), LEASE, kinds);
        var plan = new Storm.Plan(schedule, 3, 15, 24, LEASE, Duration.ofMinutes(3));
        var outcome = new Storm(plan, ground, folder, new Progress(System.err)).rage();

        assertThat(outcome.lively()).as("enough happened").isTrue();
        assertThat(outcome.settled()).as("all have ended").isTrue();
        assertThat(outcome.findings())
                .allSatisfy(finding -> assertThat(finding.violations())
                        .as(finding.proof().label())
                        .isEmpty());
    }
}

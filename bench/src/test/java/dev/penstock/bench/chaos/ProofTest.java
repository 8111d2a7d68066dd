package dev.penstock.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bench.report.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing was broken every proof holds, and each of them notices when something is. */
class ProofTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void every_proof_holds_after_a_calm_and_notices_sabotage() throws Exception {
        var calm = new Schedule(0, Duration.ofSeconds(2), List.of());
        var plan = new Storm.Plan(calm, 1, 4, 3, Duration.ofSeconds(10), Duration.ofSeconds(60));
        try (var ground = Ground.postgres(null)) {
            var outcome = new Storm(plan, ground, folder, new Progress(System.err)).rage();

            assertThat(outcome.settled()).as("all have ended").isTrue();
            assertThat(outcome.accepted()).isPositive();
            assertThat(outcome.findings()).extracting(Proof.Finding::proof).containsExactly(Proof.values());
            assertThat(outcome.findings())
                    .allSatisfy(finding -> assertThat(finding.violations())
                            .as(finding.proof().label())
                            .isEmpty());
            assertThat(Sabotage.unnoticed(ground))
                    .as("sabotage that no proof noticed")
                    .isEmpty();
        }
        assertThat(EnumSet.allOf(Sabotage.class))
                .extracting(Sabotage::proof)
                .as("proofs that were seen to fail")
                .containsAll(EnumSet.allOf(Proof.class));
    }
}

package dev.penstock.example.workflowv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.ApplyOptions;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RequiresCitus
class WorkflowV2Test {

    /** The steps are larger than this and copied online, most others are smaller. */
    private static final long ONLINE_BYTES = 2_000_000;

    @ParameterizedTest
    @EnumSource
    @Timeout(600)
    void everythingMovesWhileItIsWritten(ApplyOptions.Mode mode) throws SQLException {
        var options = ApplyOptions.defaults().withMode(mode).withLongTransaction(Duration.ofMinutes(10));
        try (var scene = new Scene(2000, ONLINE_BYTES);
                var application = Writers.start(scene.coordinator(), scene.schema, 2)) {
            assertThatThrownBy(() -> Applier.apply(scene.coordinator(), scene.plan, options, Watcher.SILENT))
                    .hasMessageContaining("--confirm code-names-tenant");
            application.deploy();

            Applier.apply(scene.coordinator(), scene.plan, options.confirming(WorkflowPlan.GATES), Watcher.SILENT);

            application.close();
            assertThat(application.ledger().transactions()).isPositive();
            scene.holds(application.ledger());
        }
    }
}

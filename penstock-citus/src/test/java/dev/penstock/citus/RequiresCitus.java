package dev.penstock.citus;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests that use {@link CitusCluster}; skipped, saying what to do, where there is none. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCitus.Condition.class)
public @interface RequiresCitus {

    /** Whether a cluster is named or can be made. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return CitusCluster.available()
                    ? ConditionEvaluationResult.enabled("a Citus cluster is at hand")
                    : ConditionEvaluationResult.disabled(
                            "No Citus: install PostgreSQL with the citus extension (found by"
                                    + " pg_config), or set PENSTOCK_CITUS_URL=jdbc:postgresql://host/database?user=…&password=…"
                                    + " to a coordinator, for example that of docs/citus/compose.yaml");
        }
    }
}

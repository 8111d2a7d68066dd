package dev.penstock.postgres.cluster;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Tests that use {@link CitusCluster}; skipped, saying what to do, where there is none. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(RequiresCitus.Condition.class)
public @interface RequiresCitus {

    /** Why the tests are skipped, and what to do. */
    String SKIPPED = "No Citus: install PostgreSQL with the citus extension (found by pg_config), or set"
            + " PENSTOCK_CITUS_URL=jdbc:postgresql://host/database?user=…&password=… to a coordinator, for example that of"
            + " docs/citus/compose.yaml";

    /** Whether the test kills nodes, which it may only do to a cluster that was made for it. */
    boolean own() default false;

    /** Whether a cluster is named or can be made. */
    final class Condition implements ExecutionCondition {

        private static final AtomicBoolean SAID = new AtomicBoolean();

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            boolean own = AnnotationSupport.findAnnotation(context.getElement(), RequiresCitus.class)
                    .map(RequiresCitus::own)
                    .orElse(false);
            if (own ? CitusCluster.canBeMade() : CitusCluster.available()) {
                return ConditionEvaluationResult.enabled("a Citus cluster is at hand");
            }
            say();
            return ConditionEvaluationResult.disabled(SKIPPED);
        }

        /** Once in a module: builds show how many tests were skipped, and not why. */
        private static void say() {
            if (SAID.compareAndSet(false, true)) {
                try {
                    new FileOutputStream(FileDescriptor.err)
                            .write(("Tests on Citus are skipped. " + SKIPPED + "\n").getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}

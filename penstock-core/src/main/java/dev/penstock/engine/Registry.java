package dev.penstock.engine;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.store.Look.Definition;
import dev.penstock.workflow.Workflow;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The workflows this process can execute, by name and version. */
final class Registry {

    private final Map<Definition, Workflow<?, ?>> byDefinition = new LinkedHashMap<>();

    Registry(Collection<Workflow<?, ?>> workflows) {
        for (var workflow : workflows) {
            if (byDefinition.put(new Definition(workflow.name(), workflow.version()), workflow) != null) {
                throw new PenstockException(
                        ErrorCode.WORKFLOW_REGISTERED_TWICE,
                        "workflow " + workflow.name() + " version " + workflow.version()
                                + " is registered twice; give one of the two another name or version");
            }
        }
    }

    List<Definition> definitions() {
        return List.copyOf(byDefinition.keySet());
    }

    /** The registered workflow; errors: none → {@code PEN-1001}. */
    Workflow<?, ?> require(String name, String version) {
        var workflow = byDefinition.get(new Definition(name, version));
        if (workflow == null) {
            throw new PenstockException(
                    ErrorCode.UNKNOWN_WORKFLOW,
                    "workflow " + name + " version " + version + " is not registered here; registered are "
                            + byDefinition.keySet().stream()
                                    .map(each -> each.workflow() + " version " + each.version())
                                    .toList()
                            + "; pass it to Penstock's register() before start()");
        }
        return workflow;
    }
}

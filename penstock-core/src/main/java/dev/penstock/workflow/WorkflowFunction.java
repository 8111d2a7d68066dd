package dev.penstock.workflow;

/** The code of a workflow. What it throws fails the run, unless it is one of Penstock's own control errors. */
@FunctionalInterface
public interface WorkflowFunction<I, O> {
    O execute(I input, Run run) throws Exception;
}

package dev.penstock.run;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which runs of a tenant to list, newest first. Immutable.
 *
 * <p>Shape: empty {@code states} means any; page size 1 to 1,000, 100 unless told. Errors: a page size outside that
 * range → {@code PEN-1010}.
 */
public record RunQuery(
        Set<RunState> states,
        @Nullable String workflow,
        boolean directOnly,
        Map<String, String> attributes,
        @Nullable Instant createdFrom,
        @Nullable Instant createdBefore,
        int pageSize,
        @Nullable String cursor) {

    private static final int PAGE_SIZE_MAX = 1000;
    private static final RunQuery ALL = new RunQuery(Set.of(), null, false, Map.of(), null, null, 100, null);

    public RunQuery {
        if (pageSize < 1 || pageSize > PAGE_SIZE_MAX) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION, "page size is " + pageSize + "; accepted is 1 to " + PAGE_SIZE_MAX);
        }
        states = Set.copyOf(states);
        attributes = Map.copyOf(attributes);
    }

    public static RunQuery all() {
        return ALL;
    }

    public RunQuery withStates(RunState... states) {
        return new RunQuery(
                Set.of(states), workflow, directOnly, attributes, createdFrom, createdBefore, pageSize, cursor);
    }

    public RunQuery withWorkflow(String name) {
        return new RunQuery(states, name, directOnly, attributes, createdFrom, createdBefore, pageSize, cursor);
    }

    /** Only runs of a single step outside any workflow, see {@code Workflow.ofStep}. */
    public RunQuery withDirectOnly() {
        return new RunQuery(states, workflow, true, attributes, createdFrom, createdBefore, pageSize, cursor);
    }

    /** Only runs that carry this attribute with this value; several are all required. */
    public RunQuery withAttribute(String key, String value) {
        var more = new TreeMap<>(attributes);
        more.put(key, value);
        return new RunQuery(states, workflow, directOnly, more, createdFrom, createdBefore, pageSize, cursor);
    }

    /** Only runs created at or after {@code from} and before {@code before}; null leaves that end open. */
    public RunQuery withCreated(@Nullable Instant from, @Nullable Instant before) {
        return new RunQuery(states, workflow, directOnly, attributes, from, before, pageSize, cursor);
    }

    public RunQuery withPageSize(int size) {
        return new RunQuery(states, workflow, directOnly, attributes, createdFrom, createdBefore, size, cursor);
    }

    /** Continues after a page, with its {@link Page#next()}. */
    public RunQuery after(String cursor) {
        return new RunQuery(states, workflow, directOnly, attributes, createdFrom, createdBefore, pageSize, cursor);
    }
}

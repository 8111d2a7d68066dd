package dev.penstock.engine;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run has recorded, and which of it the replaying code has asked for. Pure; confined to the run's thread.
 *
 * <p>The rule that protects from double effects: code may ask for recorded steps in any order, but it may meet a new
 * step only when every recorded step has been asked for, or has been declared removed, or the new one has been declared
 * added.
 */
final class History {

    private final String run;
    private final Map<StepKey, StepRecord> unasked = new LinkedHashMap<>();
    private final Map<StepKey, TreeMap<Integer, StepRecord>> items = new HashMap<>();
    private final Map<String, Integer> occurrences = new HashMap<>();

    /**
     * Begins a replay.
     *
     * @param run how errors name the run
     * @param removed step names the code no longer asks for
     */
    History(String run, List<StepRecord> records, Set<String> removed) {
        this.run = run;
        for (StepRecord step : records) {
            if (removed.contains(step.key().name())) {
                continue;
            }
            if (step.key().item() == 0) {
                unasked.put(step.key(), step);
            } else {
                items.computeIfAbsent(new StepKey(step.key().name(), step.key().occurrence(), 0), k -> new TreeMap<>())
                        .put(step.key().item(), step);
            }
        }
    }

    /** The key of the next use of {@code name}. */
    StepKey next(String name) {
        return StepKey.of(name, occurrences.merge(name, 1, Integer::sum));
    }

    /**
     * The same, or the key of the next use of its former name when that is what is recorded. A use that is found under its
     * former name counts as one of that, so that the uses that kept the name find theirs.
     */
    StepKey next(String name, @Nullable String former) {
        var key = next(name);
        if (former == null || has(key)) {
            return key;
        }
        return has(StepKey.of(former, occurrences.getOrDefault(former, 0) + 1)) ? next(former) : key;
    }

    /**
     * The record of a step the code asks for, or null when there is none and it may be executed.
     *
     * <p>Errors: {@code PEN-1007}.
     */
    @Nullable
    StepRecord ask(StepKey key, StepKind kind, boolean added) {
        var recorded = visit(key, kind);
        if (recorded == null && !added) {
            mayBeNew(key, kind);
        }
        return recorded;
    }

    /** Like {@link #ask}, but does not judge whether a missing record is a contradiction: {@link #mayBeNew} does. */
    @Nullable
    StepRecord visit(StepKey key, StepKind kind) {
        var recorded = unasked.remove(key);
        if (recorded != null && recorded.kind() != kind) {
            throw contradiction(
                    key + " is recorded as a " + recorded.kind().label(),
                    "the code now asks for it as a " + kind.label());
        }
        return recorded;
    }

    /** The item records of a map, by 1-based item. */
    Map<Integer, StepRecord> visitItems(StepKey key) {
        var recorded = items.remove(key);
        return recorded == null ? Map.of() : recorded;
    }

    /** Whether anything is recorded under this key that has not been asked for. */
    private boolean has(StepKey key) {
        return unasked.containsKey(key) || items.containsKey(key);
    }

    /** Refuses a step that is met for the first time while recorded steps have not been asked for. */
    void mayBeNew(StepKey key, StepKind kind) {
        if (!allAsked()) {
            throw contradiction(
                    unaskedNames() + " recorded and not asked for yet",
                    "the code asks for " + kind.label() + " " + key + ", which is not recorded");
        }
    }

    /** Refuses to finish a run with recorded steps that its code never asked for. */
    void mayFinish() {
        if (!allAsked()) {
            throw contradiction(unaskedNames() + " recorded", "the code finished without asking for it");
        }
    }

    /** Whether the code has asked for everything that is recorded. */
    boolean allAsked() {
        return unasked.isEmpty() && items.isEmpty();
    }

    private String unaskedNames() {
        var names = new ArrayList<String>();
        unasked.keySet().forEach(key -> names.add(key.toString()));
        items.forEach((key, records) -> names.add(key + "[…]"));
        return names.stream().limit(5).collect(Collectors.joining(", "))
                + (names.size() > 5 ? ", …" : "")
                + (names.size() == 1 ? " is" : " are");
    }

    PenstockException contradiction(String recorded, String asked) {
        return new PenstockException(
                ErrorCode.REPLAY_CONTRADICTION,
                run + ": the code contradicts the history. History: " + recorded + ". Code: " + asked
                        + ". If a step, a transaction or a map was inserted, say StepOptions.withAdded(); if renamed,"
                        + " withRenamedFrom(); whatever was removed, Workflow.withRemovedSteps(); otherwise, and for what"
                        + " has no StepOptions, as timers and children, register the code the run began with, or give the"
                        + " new code a new version");
    }
}

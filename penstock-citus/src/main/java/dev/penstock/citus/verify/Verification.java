package dev.penstock.citus.verify;

import java.util.List;

/** What was found, check by check. */
public record Verification(List<Check> checks) {

    /** Whether nothing failed. */
    public boolean holds() {
        return checks.stream().allMatch(check -> check.failures().isEmpty());
    }

    /**
     * One thing that was looked at.
     *
     * @param looked at how much, for people
     * @param failures what does not hold, with its nouns
     * @param notes what is good to know
     */
    public record Check(String name, String looked, List<String> failures, List<String> notes) {

        public Check {
            failures = List.copyOf(failures);
            notes = List.copyOf(notes);
        }
    }
}

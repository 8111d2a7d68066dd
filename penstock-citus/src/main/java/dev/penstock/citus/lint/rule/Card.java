package dev.penstock.citus.lint.rule;

/**
 * What a rule is called and what it advises.
 *
 * @param title the hazard
 * @param safeForm what to write instead
 */
public record Card(String id, Severity severity, String title, String safeForm) {

    /** The page, below the root of the repository. */
    public String page() {
        return "docs/lint/" + id + ".md";
    }
}

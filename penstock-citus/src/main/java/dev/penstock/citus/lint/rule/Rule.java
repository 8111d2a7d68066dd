package dev.penstock.citus.lint.rule;

/** One hazard. Stateless. */
public interface Rule {

    Card card();

    /** Looks at one statement and reports what it finds. */
    void check(Scene scene);
}

package dev.penstock.citus.lint.rule;

/** How bad it is. */
public enum Severity {
    ERROR,
    WARNING,
    INFO
}

package dev.penstock.bench.report;

/** One target, and how far it was met or missed. */
public record Verdict(String what, String target, double found, String unit, boolean met, String miss) {}

package dev.penstock.tidy.broken.bench;

public record Measurement() {}

package dev.penstock.tidy.broken.unmarked;

public record Unmarked() {}

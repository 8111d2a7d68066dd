package dev.penstock.tidy.broken.cli;

public record Verb() {}

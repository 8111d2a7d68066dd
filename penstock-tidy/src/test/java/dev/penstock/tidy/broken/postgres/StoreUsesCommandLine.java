package dev.penstock.tidy.broken.postgres;

import dev.penstock.tidy.broken.cli.Verb;

public record StoreUsesCommandLine(Verb verb) {}

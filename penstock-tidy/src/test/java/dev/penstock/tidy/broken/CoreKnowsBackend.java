package dev.penstock.tidy.broken;

import ch.qos.logback.classic.Level;

public record CoreKnowsBackend(Level level) {}

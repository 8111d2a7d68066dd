package dev.penstock.tidy.broken.flyway;

import dev.penstock.tidy.broken.CoreReadsFiles;

public record IntegrationUsesCore(CoreReadsFiles core) {}

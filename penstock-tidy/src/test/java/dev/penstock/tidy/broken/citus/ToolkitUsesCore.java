package dev.penstock.tidy.broken.citus;

import dev.penstock.tidy.broken.CoreReadsFiles;

public record ToolkitUsesCore(CoreReadsFiles core) {}

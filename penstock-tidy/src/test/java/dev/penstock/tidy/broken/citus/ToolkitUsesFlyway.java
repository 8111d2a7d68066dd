package dev.penstock.tidy.broken.citus;

import org.flywaydb.core.api.MigrationVersion;

public record ToolkitUsesFlyway(MigrationVersion version) {}

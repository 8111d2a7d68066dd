package dev.penstock.tidy.broken.postgres;

import dev.penstock.tidy.broken.citus.ToolkitUsesCore;

public record StoreUsesToolkit(ToolkitUsesCore toolkit) {}

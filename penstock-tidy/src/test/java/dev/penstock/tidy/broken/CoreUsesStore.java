package dev.penstock.tidy.broken;

import dev.penstock.tidy.broken.postgres.StoreUsesToolkit;

public record CoreUsesStore(StoreUsesToolkit store) {}

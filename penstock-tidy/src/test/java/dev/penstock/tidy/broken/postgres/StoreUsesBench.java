package dev.penstock.tidy.broken.postgres;

import dev.penstock.tidy.broken.bench.Measurement;

public record StoreUsesBench(Measurement measurement) {}

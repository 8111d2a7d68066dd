package dev.penstock.tidy.broken.lease;

import dev.penstock.tidy.broken.wait.Wait;

public record Lease(Wait until) {}

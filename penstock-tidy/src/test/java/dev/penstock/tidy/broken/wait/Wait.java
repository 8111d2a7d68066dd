package dev.penstock.tidy.broken.wait;

import dev.penstock.tidy.broken.lease.Lease;

public record Wait(Lease lease) {}

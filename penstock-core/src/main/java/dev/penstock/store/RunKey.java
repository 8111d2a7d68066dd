package dev.penstock.store;

import dev.penstock.run.RunId;

/** A run's key in every table: tenant first. */
public record RunKey(String tenant, RunId id) {
    @Override
    public String toString() {
        return tenant + "/" + id;
    }
}

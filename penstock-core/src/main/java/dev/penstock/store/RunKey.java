package dev.penstock.store;

import dev.penstock.run.RunId;

/**
 * A run's key in every table: tenant first.
 *
 * @param tenant as it is stored: of a tenant that is {@linkplain dev.penstock.tenant.Spread spread}, the bucket
 */
public record RunKey(String tenant, RunId id) {
    @Override
    public String toString() {
        return tenant + "/" + id;
    }
}

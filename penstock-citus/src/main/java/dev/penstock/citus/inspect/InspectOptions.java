package dev.penstock.citus.inspect;

import static dev.penstock.citus.failure.CitusErrorCode.INVALID_OPTION;

import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.sql.TypeNames;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What to inspect, and what it may cost. Immutable.
 *
 * @param schemas names as the catalogs have them; empty for all that neither the system nor an extension owns
 * @param column the tenant's, in any spelling; null to look for the usual names
 * @param type of the tenant as PostgreSQL writes it; null for that of the root's key, or else the most frequent one
 * @param data whether to look at rows at all
 * @param percent of each table's pages to look at, more than 0 to 100
 * @param timeout for each check of the data
 * @param budget for all of them
 */
public record InspectOptions(
        List<String> schemas,
        @Nullable String column,
        @Nullable String type,
        boolean data,
        double percent,
        Duration timeout,
        Duration budget) {

    private static final InspectOptions DEFAULTS =
            new InspectOptions(List.of(), null, null, true, 100, Duration.ofSeconds(10), Duration.ofMinutes(2));

    public InspectOptions {
        schemas = List.copyOf(schemas);
        if (!(percent > 0 && percent <= 100)) {
            throw new CitusException(
                    INVALID_OPTION, "a sample of " + percent + " percent; more than 0 to 100 is accepted");
        }
        if (!timeout.isPositive() || !budget.isPositive()) {
            throw new CitusException(INVALID_OPTION, "timeouts must be more than zero; leave the data out instead");
        }
    }

    /** All schemas, all rows, ten seconds for a check and two minutes for all. */
    public static InspectOptions defaults() {
        return DEFAULTS;
    }

    public InspectOptions withSchemas(List<String> schemas) {
        return new InspectOptions(schemas, column, type, data, percent, timeout, budget);
    }

    public InspectOptions withTenant(@Nullable String column, @Nullable String type) {
        String spelled =
                type == null || type.contains("\"") ? type : TypeNames.canonical(type.toLowerCase(Locale.ROOT));
        return new InspectOptions(schemas, column, spelled, data, percent, timeout, budget);
    }

    /** By the catalogs alone. */
    public InspectOptions withoutData() {
        return new InspectOptions(schemas, column, type, false, percent, timeout, budget);
    }

    public InspectOptions withSample(double percent) {
        return new InspectOptions(schemas, column, type, data, percent, timeout, budget);
    }

    public InspectOptions withTimeouts(Duration timeout, Duration budget) {
        return new InspectOptions(schemas, column, type, data, percent, timeout, budget);
    }
}

package dev.penstock.citus.verify;

import dev.penstock.citus.catalog.Identifier;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Values for the parameter of a statement whose own values nobody knows: Citus looks for the shard of a constant only. Pure.
 *
 * @param category of the type, as in {@code pg_type.typcategory}
 * @param labels of an enum
 */
record Sample(String type, String category, boolean array, List<String> labels) {

    /**
     * A literal without its type; equal numbers give equal values, and different ones different values where the type has so many.
     *
     * @return empty when no value of this type is known
     */
    Optional<String> value(int number) {
        if (!array) {
            return element(number).map(Sample::quoted);
        }
        // Two of them, so that an array of tenants is not taken for one tenant.
        return element(number)
                .flatMap(one -> element(number + 1).map(two -> quoted("{\"" + one + "\",\"" + two + "\"}")));
    }

    private Optional<String> element(int number) {
        return Optional.ofNullable(
                switch (category) {
                    case "N", "S", "Z" -> "" + number;
                    case "B" -> number % 2 == 0 ? "true" : "false";
                    case "D" ->
                        type.startsWith("time") && !type.startsWith("timestamp")
                                ? "" + LocalTime.ofSecondOfDay(number)
                                : "" + LocalDate.ofYearDay(2000 + number % 1000, 1);
                    case "T" -> number + " seconds";
                    case "I" -> "10.0." + number / 256 % 256 + "." + number % 256;
                    case "E" -> labels.isEmpty() ? null : labels.get(number % labels.size());
                    case "U" ->
                        switch (type) {
                            case "uuid" -> "" + new UUID(0, number);
                            case "json", "jsonb", "bytea" -> "" + number;
                            default -> null;
                        };
                    default -> null;
                });
    }

    private static String quoted(String value) {
        return Identifier.literal(value).strip();
    }
}

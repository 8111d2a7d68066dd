package dev.penstock.citus.inspect;

import dev.penstock.citus.catalog.Column;
import java.util.List;
import java.util.stream.Collectors;

/** Where a table's tenant comes from. */
public sealed interface TenantSource {

    /** A column of the right type. */
    record Own(Column column) implements TenantSource {
        @Override
        public String toString() {
            return column.name();
        }
    }

    /** A column that must be given the right type first. */
    record Cast(Column column, String toType) implements TenantSource {
        @Override
        public String toString() {
            return column.name() + " (" + column.type() + " to " + toType + ")";
        }
    }

    /** References that lead to a table with such a column, first to last. */
    record Path(List<Link> links) implements TenantSource {

        public Path {
            links = List.copyOf(links);
        }

        @Override
        public String toString() {
            return links.stream().map(Link::toString).collect(Collectors.joining(", "));
        }
    }

    /** Nothing leads to a tenant. */
    record None() implements TenantSource {
        @Override
        public String toString() {
            return "-";
        }
    }
}

package dev.penstock.citus.inspect;

import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.inspect.TenantSource.Cast;
import dev.penstock.citus.inspect.TenantSource.Own;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Columns that say the tenant themselves, by their name or because they refer to the root. Pure.
 *
 * @param known the references between tables
 */
record TenantColumns(TenantKey tenant, List<Link> known) {

    /** The column that is meant by name, the right type first; else the one foreign key to the root. */
    Optional<TenantSource> source(Table table) {
        if (tenant.isRoot(table.name())) {
            String key = tenant.rootColumn();
            return Optional.ofNullable(key).flatMap(table::column).map(this::own);
        }
        var meant = meant(table).toList();
        var right = meant.stream()
                .filter(column -> column.type().equals(tenant.type()))
                .findFirst();
        return right.or(() -> meant.stream().findFirst())
                .or(() -> {
                    var keys = toRoot(table);
                    return keys.size() == 1
                            ? table.column(keys.getFirst().columns().getFirst())
                            : Optional.empty();
                })
                .map(this::own);
    }

    /** Another column of the table that says the same. */
    Optional<TenantSource> beside(Column own, Table table) {
        return meant(table)
                .filter(column -> !column.name().equals(own.name()))
                .findFirst()
                .map(this::own);
    }

    private TenantSource own(Column column) {
        return column.type().equals(tenant.type()) ? new Own(column) : new Cast(column, tenant.type());
    }

    /** Columns spelled like the tenant's, the exact spelling first. */
    private Stream<Column> meant(Table table) {
        return table.columns().stream()
                .filter(column -> tenant.isMeantBy(column.name()))
                .sorted((a, b) -> Boolean.compare(
                        b.name().equals(tenant.column()), a.name().equals(tenant.column())));
    }

    List<ForeignKey> toRoot(Table table) {
        return known.stream()
                .filter(link -> link.from().oid() == table.oid()
                        && tenant.isRoot(link.to().name()))
                .flatMap(link -> Stream.ofNullable(link.foreignKey()))
                .filter(key -> key.referencedColumns().equals(List.of(String.valueOf(tenant.rootColumn()))))
                .toList();
    }
}

package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.failure.CitusErrorCode.INVALID_OPTION;
import static dev.penstock.citus.failure.CitusErrorCode.TABLE_NOT_FOUND;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.failure.CitusException;
import java.util.List;

/** Tables as people name them. */
public final class Named {

    private Named() {}

    /**
     * With a schema as SQL takes it, or the bare name of a table that only one schema has.
     *
     * <p>Errors: there is none → {@code PEN-6005}; there are several → {@code PEN-6008}.
     */
    public static QualifiedName table(Catalog catalog, String text) {
        var exact = QualifiedName.parse(text).filter(name -> catalog.table(name).isPresent());
        if (exact.isPresent()) {
            return exact.get();
        }
        List<QualifiedName> found = catalog.tables().stream()
                .map(Table::name)
                .filter(name -> name.name().equals(text) || name.quoted().equals(text))
                .toList();
        return switch (found.size()) {
            case 1 -> found.getFirst();
            case 0 ->
                throw new CitusException(
                        TABLE_NOT_FOUND, "there is no table " + text + " in the schemas that were read");
            default ->
                throw new CitusException(
                        INVALID_OPTION, "several schemas have a table " + text + ", name one of " + found);
        };
    }

    public static List<QualifiedName> tables(Catalog catalog, List<String> texts) {
        return texts.stream().map(text -> table(catalog, text)).toList();
    }
}

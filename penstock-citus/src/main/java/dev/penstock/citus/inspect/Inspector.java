package dev.penstock.citus.inspect;

import static dev.penstock.citus.failure.CitusErrorCode.CATALOG_UNREADABLE;

import dev.penstock.citus.catalog.CatalogReader;
import dev.penstock.citus.catalog.ReadOptions;
import dev.penstock.citus.failure.CitusException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Reads the catalogs, classifies, checks the data, and classifies again. */
public final class Inspector {

    private Inspector() {}

    /**
     * What each table would be on Citus, and why.
     *
     * <p>Transaction: one read-only transaction for the catalogs and one for each check of the data; the connection must be
     * in auto-commit mode and is left as it was. Locks: ACCESS SHARE, given up after a second where DDL holds a table.
     * Errors: those of {@link CatalogReader#read}; no column tells the tenant, or several could → {@code PEN-6007}. A
     * check that fails or takes too long is a finding, not an error. Cost: that of reading the catalogs; without the data
     * nothing else; with them one scan for each nullable tenant column, each tenant column of another type, each table
     * without one, each foreign key that is not validated, and a join for each reference between tables of tenants.
     */
    public static Inspection inspect(Connection connection, InspectOptions options) {
        var catalog = CatalogReader.read(connection, ReadOptions.all().withSchemas(options.schemas()));
        var classification = Classifier.classify(catalog, options.column(), options.type());
        var findings = options.data()
                ? ask(connection, DataChecks.of(classification, options.percent()), options)
                : List.<Finding>of();
        return new Inspection(catalog, Judgement.of(classification, findings), findings);
    }

    private static List<Finding> ask(Connection connection, List<DataCheck> checks, InspectOptions options) {
        try {
            return new DataProbe(connection, options).ask(checks);
        } catch (SQLException e) {
            throw new CitusException(
                    CATALOG_UNREADABLE, "the connection was lost while the data were checked: " + e.getMessage(), e);
        }
    }
}

package dev.penstock.cli;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.schema.Distribution;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The application's table beside which Penstock's tables are to lie on Citus. */
final class ColocateOption {

    @Option(
            names = "--colocate-with",
            paramLabel = "TABLE",
            description = {
                "On Citus: a table of the application that is distributed by tenant. Its rows of a tenant and the runs of"
                        + " that tenant then lie on one node, and transactional steps commit there.",
                "Default: the tables lie by themselves."
            })
    private @Nullable String table;

    @Nullable
    String anchor() {
        return table;
    }

    /**
     * Before anything is installed.
     *
     * <p>Errors: a table is named and there is no Citus, or it is none to lie beside → {@code PEN-3011}.
     */
    void check(Distribution distribution) throws SQLException {
        if (table == null) {
            return;
        }
        if (!distribution.onCitus()) {
            throw new PenstockException(
                    ErrorCode.COLOCATION_REFUSED,
                    "cannot colocate with " + table + ": the database is not on Citus; leave --colocate-with out");
        }
        distribution.checkAnchor(table);
    }
}

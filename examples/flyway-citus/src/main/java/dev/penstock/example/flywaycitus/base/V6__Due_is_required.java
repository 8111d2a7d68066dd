package dev.penstock.example.flywaycitus.base;

import dev.penstock.citus.everyday.CitusTable;
import java.sql.SQLException;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;

/** Declares a column NOT NULL while its table is in use, on PostgreSQL and on Citus alike. */
// Flyway reads version and description from the name.
@SuppressWarnings("TypeName")
public final class V6__Due_is_required extends BaseJavaMigration {

    /** The check is validated beside the writes, in a transaction of its own. */
    @Override
    public boolean canExecuteInTransaction() {
        return false;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        CitusTable.of(context.getConnection(), "app.invoice").setNotNull("due");
    }
}

package dev.penstock.example.flywaycitus.citus;

import dev.penstock.flyway.CitusPlanMigration;

/**
 * Moves the invoices to their shards while the application writes them, as the plan beside this class says; it was made by
 *
 * <pre>penstock citus plan --column tenant --schema app --tables app.invoice,app.invoice_line --colocate-with app.project \
 *     --out V4__Distribute_invoices.yaml</pre>
 *
 * against a copy of production, and reviewed.
 */
// Flyway reads version and description from the name.
@SuppressWarnings("TypeName")
public final class V4__Distribute_invoices extends CitusPlanMigration {}

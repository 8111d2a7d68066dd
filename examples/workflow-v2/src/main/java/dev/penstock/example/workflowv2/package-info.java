/**
 * Ten tables that grew up on one PostgreSQL, with all that makes moving them hard, and the application that goes on writing them.
 *
 * <p>{@link dev.penstock.example.workflowv2.WorkflowTables} makes them, {@link dev.penstock.example.workflowv2.Writers} is the
 * application and keeps a ledger of what it was promised, {@link dev.penstock.example.workflowv2.Stall} measures how long it has to
 * wait.
 */
@NullMarked
package dev.penstock.example.workflowv2;

import org.jspecify.annotations.NullMarked;

/**
 * Statements and what surrounds them: one file per statement with named parameters ({@link
 * dev.penstock.postgres.sql.Statements}), the tenant column's type ({@link dev.penstock.postgres.sql.TenantType}), and
 * what an error of the database asks of us ({@link dev.penstock.postgres.sql.Trouble}).
 *
 * <p>The header of each file says what is locked, which index serves it, how it runs on Citus and how many rows it
 * returns. A test explains the statements on a filled table and holds them to their headers.
 */
@NullMarked
package dev.penstock.postgres.sql;

import org.jspecify.annotations.NullMarked;

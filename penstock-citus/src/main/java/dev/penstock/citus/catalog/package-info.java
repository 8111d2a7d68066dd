/**
 * The live schema as values: {@link dev.penstock.citus.catalog.CatalogReader} reads, everything else is immutable and pure.
 *
 * <p><b>What is read.</b> The system catalogs, never a dump, and no table of the application. One read-only, repeatable-read
 * transaction, in which the search path is {@code pg_catalog} alone: whatever PostgreSQL deparses (definitions, defaults,
 * predicates, types) therefore names every object in full, whoever asks. The number of statements does not depend on the
 * number of tables.
 *
 * <p><b>Identity.</b> Objects refer to each other by OID, as they do in the catalogs; equal names in two schemas cannot be
 * mixed up. {@link dev.penstock.citus.catalog.QualifiedName} is for people and for SQL, where it is quoted. An OID lives as
 * long as its object in this database: it never belongs in a file.
 *
 * <p><b>Shape.</b> Each statement lies in a file below {@code sql/catalog} and returns rows of one record, column for
 * component. A column that has no component, or the other way round, is an error of the first test that reads.
 *
 * <p><b>Citus.</b> {@link dev.penstock.citus.catalog.DistributionState} tells apart what a table can be. A row in {@code
 * pg_dist_partition} alone does not mean distributed: Citus adds such rows for plain tables by itself. Rows and sizes of
 * distributed tables come from the nodes that hold the shards; a node that does not answer leaves them unknown, and says
 * so, rather than failing the read.
 *
 * <p><b>Not guaranteed.</b> PostgreSQL's deparsing functions look at the newest committed catalogs, not at the snapshot of
 * the transaction. A read that runs while DDL does may show an object as of after it.
 */
@NullMarked
package dev.penstock.citus.catalog;

import org.jspecify.annotations.NullMarked;

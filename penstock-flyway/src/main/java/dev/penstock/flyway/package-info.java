/**
 * Flyway migrations that run on plain PostgreSQL in development and on Citus in production.
 *
 * <p><b>Two locations, one history.</b> Base migrations describe the tables; the Citus location, which only a cluster gets, has the
 * migrations between them that distribute. Flyway merges both in the order of versions. {@link
 * dev.penstock.flyway.CitusMigrations} asks the database what it is, or is told. On plain PostgreSQL the history has gaps where the
 * cluster's has the Citus migrations; both end with the same logical schema.
 *
 * <p><b>A plan as a migration.</b> {@link dev.penstock.flyway.CitusPlanMigration} carries out a plan that was reviewed and committed
 * beside it. It is no transaction: what is done stays done, and its journal and probes let the same migration go on after whatever
 * stopped it. What Flyway then needs is a repair, to take the failed row out of its history: by {@link
 * dev.penstock.flyway.CitusMigrations#repair}, because one that does not know the Citus location marks its migrations as deleted.
 *
 * <p><b>The guard.</b> A callback that refuses early and with a reason what would otherwise end in an error of Citus, in half of a
 * schema, or never:
 *
 * <table>
 * <caption>What is met, and when</caption>
 * <tr><td>Flyway is connected to a worker</td><td>after connecting, before it can take the cluster for an empty database</td></tr>
 * <tr><td>Citus migrations were added below what has been applied</td><td>before validation, which would not say why</td></tr>
 * <tr><td>a repair has marked Citus migrations as deleted</td><td>before validation, which would take them for new</td></tr>
 * <tr><td>the history table is distributed, or a migration would distribute it</td><td>before the migrations; before that one</td></tr>
 * <tr><td>CONCURRENTLY under the lock that is an open transaction</td><td>before the migration, which would hang</td></tr>
 * <tr><td>what needs no transaction in a migration that is one</td><td>before the migration</td></tr>
 * <tr><td>what the linter calls an error</td><td>before the first statement of the migration</td></tr>
 * </table>
 *
 * <p>A refusal comes before the migration begins, so it leaves no failed row behind. The text of the migration is looked for as
 * Flyway finds it; where it lies elsewhere, each statement is looked at when its turn comes.
 *
 * <p><b>Locks.</b> A transactional migration gets a budget for each lock, on the workers too; {@link
 * dev.penstock.flyway.CitusMigrations#migrate} tries such a migration again. Others get none: {@code CREATE INDEX CONCURRENTLY}
 * waits for old transactions by taking locks on them, and would leave an invalid index behind.
 *
 * <p><b>Why a module of its own.</b> Who plans, applies and lints without Flyway should not have Flyway on the class path.
 */
@NullMarked
package dev.penstock.flyway;

import org.jspecify.annotations.NullMarked;

/**
 * A Citus cluster for tests: of this module, of the toolkit and of the command line. Tests say {@link
 * dev.penstock.postgres.cluster.RequiresCitus} and are skipped where there is none.
 */
@NullMarked
package dev.penstock.postgres.cluster;

import org.jspecify.annotations.NullMarked;

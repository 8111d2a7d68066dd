/** The distribution toolkit: from a live PostgreSQL schema to a Citus cluster. Knows nothing of workflows. */
@NullMarked
package dev.penstock.citus;

import org.jspecify.annotations.NullMarked;

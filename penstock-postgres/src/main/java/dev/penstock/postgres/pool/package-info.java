/** Connections: the driver's settings, a pool behind a fair gate, and the pauses between attempts. */
@NullMarked
package dev.penstock.postgres.pool;

import org.jspecify.annotations.NullMarked;

/** Runs as seen from outside: starting one in the caller's transaction, look-ups, listings, cancellation. */
@NullMarked
package dev.penstock.postgres.run;

import org.jspecify.annotations.NullMarked;

/** Real processes that die at exact moments, and the proof from the database that nothing was lost or doubled. */
@NullMarked
package dev.penstock.postgres.fault;

import org.jspecify.annotations.NullMarked;

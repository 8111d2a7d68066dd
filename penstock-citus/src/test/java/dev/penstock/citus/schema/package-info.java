/** Whole schemas of applications, as they are found: filled with rows, planned, applied and verified. */
@NullMarked
package dev.penstock.citus.schema;

import org.jspecify.annotations.NullMarked;

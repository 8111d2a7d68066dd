/** Measurements of Penstock against its peers and against a bare loop. */
@NullMarked
package dev.penstock.bench;

import org.jspecify.annotations.NullMarked;

/** The PostgreSQL server that all contestants share, and what can be counted and sampled on its side. */
@NullMarked
package dev.penstock.bench.server;

import org.jspecify.annotations.NullMarked;

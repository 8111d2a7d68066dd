/**
 * How speed changes with the size of things: with tenants, workers and nodes on Citus beside one PostgreSQL, with finished
 * runs in the tables, with payloads.
 */
@NullMarked
package dev.penstock.bench.scale;

import org.jspecify.annotations.NullMarked;

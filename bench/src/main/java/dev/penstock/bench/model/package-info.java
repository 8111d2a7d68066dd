/**
 * What clusters that cannot be measured here would do: from the measured cost per statement and per node, how many steps
 * a second 2 to 64 Citus workers bear, and what gives out first. The arithmetic is pure; {@code docs/performance/model.md}
 * derives it.
 */
@NullMarked
package dev.penstock.bench.model;

import org.jspecify.annotations.NullMarked;

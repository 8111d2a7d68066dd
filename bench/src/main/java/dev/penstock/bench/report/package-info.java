/** What was measured, as medians, as a table, as verdicts on the targets, and raw. */
@NullMarked
package dev.penstock.bench.report;

import org.jspecify.annotations.NullMarked;

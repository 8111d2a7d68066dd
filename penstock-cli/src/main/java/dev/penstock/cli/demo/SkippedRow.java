package dev.penstock.cli.demo;

/**
 * A row of the order file that is no order.
 *
 * @param line counted from 1, the header included, as editors do
 */
record SkippedRow(int line, String reason) {}

package dev.penstock.cli.demo;

import java.util.Map;

/**
 * A worker that was killed, and how the next one went on.
 *
 * @param exitStatus what the operating system says the process ended with
 * @param figures what stood in the database between the two
 * @param executedAgain steps whose effect had happened without its record, by name
 * @param firstMs from the kill until the first of the runs in flight went on
 * @param lastMs from the kill until the last of them did
 */
record Crash(
        long process,
        int exitStatus,
        Map<String, Long> figures,
        Map<String, Long> executedAgain,
        long firstMs,
        long lastMs) {}

/** What trials have in common: where they run, the JVM that each of them has of its own, and what they leave on record. */
@NullMarked
package dev.penstock.bench.trial;

import org.jspecify.annotations.NullMarked;

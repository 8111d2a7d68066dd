/** Look-ups of steps: of a run, by name, retries pending and due, time-outs. Each is one indexed statement. */
@NullMarked
package dev.penstock.postgres.step;

import org.jspecify.annotations.NullMarked;

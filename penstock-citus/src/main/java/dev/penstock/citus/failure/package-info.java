/**
 * What the toolkit refuses, and under which code.
 *
 * <p>The toolkit uses nothing of the runtime, so it has a catalogue of its own: the codes from {@code PEN-6000} on.
 */
@NullMarked
package dev.penstock.citus.failure;

import org.jspecify.annotations.NullMarked;

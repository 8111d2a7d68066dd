/** The command line: one class per verb. */
@NullMarked
package dev.penstock.cli;

import org.jspecify.annotations.NullMarked;

/**
 * How answers and progress look on a terminal, and how they look where there is none.
 *
 * <p>Answers go to standard output, progress and errors to standard error, so that an answer can be piped. Colour and
 * bars appear only on a terminal. Every sign beyond ASCII has a spelling for those who cannot show it.
 */
@NullMarked
package dev.penstock.cli.terminal;

import org.jspecify.annotations.NullMarked;

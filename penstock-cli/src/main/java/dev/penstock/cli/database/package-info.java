/** Which database a verb works on, and how its address travels without ever standing on a command line. */
@NullMarked
package dev.penstock.cli.database;

import org.jspecify.annotations.NullMarked;

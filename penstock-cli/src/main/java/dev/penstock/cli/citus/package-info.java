/** {@code penstock citus}: the verbs of the distribution toolkit. */
@NullMarked
package dev.penstock.cli.citus;

import org.jspecify.annotations.NullMarked;

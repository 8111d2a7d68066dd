/** The house rules and the module arrows, stated as tests over the whole repository. */
@NullMarked
package dev.penstock.tidy;

import org.jspecify.annotations.NullMarked;

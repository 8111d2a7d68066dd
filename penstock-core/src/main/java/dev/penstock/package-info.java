/** The API that users write against: workflows, runs and steps. */
@NullMarked
package dev.penstock;

import org.jspecify.annotations.NullMarked;

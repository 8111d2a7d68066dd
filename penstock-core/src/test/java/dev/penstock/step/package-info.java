@NullMarked
package dev.penstock.step;

import org.jspecify.annotations.NullMarked;

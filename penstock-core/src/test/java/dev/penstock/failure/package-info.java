@NullMarked
package dev.penstock.failure;

import org.jspecify.annotations.NullMarked;

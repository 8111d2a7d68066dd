@NullMarked
package dev.penstock.tenant;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.penstock.flyway;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.penstock.codec;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.penstock.bench.model;

import org.jspecify.annotations.NullMarked;

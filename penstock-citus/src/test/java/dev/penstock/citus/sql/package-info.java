@NullMarked
package dev.penstock.citus.sql;

import org.jspecify.annotations.NullMarked;

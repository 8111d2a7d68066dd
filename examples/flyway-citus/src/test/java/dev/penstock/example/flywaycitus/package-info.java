@NullMarked
package dev.penstock.example.flywaycitus;

import org.jspecify.annotations.NullMarked;

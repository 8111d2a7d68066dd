@NullMarked
package dev.penstock.example.workflowv2;

import org.jspecify.annotations.NullMarked;

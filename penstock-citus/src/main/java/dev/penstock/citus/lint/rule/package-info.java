/**
 * The rules, one class each, and what a rule sees.
 *
 * <p>A rule looks at one statement at a time, in the {@linkplain dev.penstock.citus.lint.rule.Scene scene} it stands in: the
 * statements around it, and what is known of the tables before and after it. Where nothing is known, a rule about the text speaks
 * and a rule about tables keeps silent; the linter says then which tables nobody described.
 *
 * <p>Each rule has a page {@code docs/lint/<id>.md} whose example it flags and whose safe form it does not; a test holds the two
 * together.
 */
@NullMarked
package dev.penstock.citus.lint.rule;

import org.jspecify.annotations.NullMarked;

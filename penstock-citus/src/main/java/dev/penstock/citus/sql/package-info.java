/**
 * PostgreSQL's SQL as far as judging migrations needs it: a lexer, a statement splitter and a parser for DDL and the heads of DML.
 *
 * <p>The lexer follows the server's own rules and those of psql where psql sees more than the server does: meta-commands, the data
 * of {@code COPY … FROM stdin}, semicolons inside parentheses and inside {@code BEGIN ATOMIC} bodies. Flyway's placeholders
 * ({@code ${schema}}) stand for a name.
 *
 * <p>The parser understands the statements that rules ask about and keeps expressions and queries as {@link
 * dev.penstock.citus.sql.Tokens}. It accepts more than the server does: it is no judge of syntax. What it cannot place
 * becomes {@link dev.penstock.citus.sql.Statement.Unparsed} with the token where it gave up, so that nobody mistakes silence for
 * approval.
 *
 * <p>Every offset is one into the whole file, also inside the bodies of functions and {@code DO} blocks.
 */
@NullMarked
package dev.penstock.citus.sql;

import org.jspecify.annotations.NullMarked;

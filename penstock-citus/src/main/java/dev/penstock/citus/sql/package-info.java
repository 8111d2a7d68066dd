/**
 * PostgreSQL's SQL as far as judging migrations needs it: a lexer, a statement splitter and a parser for DDL and the heads of DML.
 *
 * <p>The lexer follows the server's own rules and those of psql where psql sees more than the server does: meta-commands, the data
 * of {@code COPY … FROM stdin}, semicolons inside parentheses and inside {@code BEGIN ATOMIC} bodies. Flyway's placeholders
 * ({@code ${schema}}) stand for a name.
 *
 * <p>Whether tokens are a statement at all is judged first, by PostgreSQL's grammar as the files of the folder {@code syntax} spell it
 * in our own words: whatever the server would call a syntax error becomes {@link dev.penstock.citus.sql.Statement.Unparsed} with the
 * token where it stops being SQL, so that nobody mistakes silence for approval. Tests tear thousands of statements and ask a server
 * about each. The parsers that follow read what a statement says, as far as rules ask, and keep expressions and queries as {@link
 * dev.penstock.citus.sql.Tokens}; they rely on a whole statement and are no judges of syntax. Bodies in PL/pgSQL are judged whole, by
 * its grammar, and then read piece by piece.
 *
 * <p>Every offset is one into the whole file, also inside the bodies of functions and {@code DO} blocks.
 */
@NullMarked
package dev.penstock.citus.sql;

import org.jspecify.annotations.NullMarked;

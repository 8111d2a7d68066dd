package dev.penstock.citus.sql;

import dev.penstock.citus.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A file cut into statements.
 *
 * @param pieces the statements and the psql meta-commands in their order; a statement without its semicolon and its comments
 * @param comments every comment that stands outside of strings
 */
public record Script(SqlText text, List<Tokens> pieces, List<Token> comments) {

    /** These send what stands before them, as a semicolon does; the others leave it waiting. */
    private static final Set<String> SENDS =
            Set.of("\\g", "\\gx", "\\gset", "\\gexec", "\\gdesc", "\\crosstabview", "\\watch", "\\bind");

    public static Script of(String text) {
        return split(new SqlText(text), Lexer.file(text), new StatementEnd());
    }

    /** The statements of a stretch, as a server reads it; tokens keep their place in the whole. */
    public static Script of(SqlText text, Span stretch) {
        return split(text, Lexer.stretch(text.text(), stretch), new StatementEnd());
    }

    private static Script split(SqlText text, List<Token> tokens, StatementEnd end) {
        var pieces = new ArrayList<Tokens>();
        var comments = new ArrayList<Token>();
        var open = new ArrayList<Token>();
        for (Token token : tokens) {
            switch (token.kind()) {
                case COMMENT -> comments.add(token);
                case COPY_DATA -> {
                    // Rows, not statements.
                }
                case META -> {
                    if (SENDS.contains(command(token))) {
                        close(open, pieces);
                        end.reset();
                    }
                    pieces.add(Tokens.of(List.of(token)));
                }
                case WORD -> {
                    end.word(token.value());
                    open.add(token);
                }
                case SYMBOL -> {
                    if (end.symbol(token.value().charAt(0))) {
                        close(open, pieces);
                    } else {
                        open.add(token);
                    }
                }
                default -> open.add(token);
            }
        }
        close(open, pieces);
        return new Script(text, List.copyOf(pieces), List.copyOf(comments));
    }

    private static String command(Token meta) {
        return "\\" + meta.value().substring(1).split("[\\s(]", 2)[0];
    }

    private static void close(List<Token> open, List<Tokens> pieces) {
        if (!open.isEmpty()) {
            pieces.add(Tokens.of(open));
            open.clear();
        }
    }

    /** Whether the lexer could read the piece. */
    static boolean isWhole(Tokens piece) {
        return piece.stream().noneMatch(token -> token.kind() == Kind.BROKEN);
    }
}

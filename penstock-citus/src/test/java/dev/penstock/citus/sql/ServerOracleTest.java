package dev.penstock.citus.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The server is the judge of what is SQL: what it takes must not be cut wrongly, nor remain unread. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerOracleTest {

    private static final long SEED = 20_261_120;
    private static final List<Tear> KINDS = List.of(Tear.values());
    private static final int TEARS = 60;
    private static final int BODY_TEARS = 600;
    private static final String FOLDER = "PENSTOCK_SQL_CORPUS";

    private final TestDatabase database = TestDatabase.create();

    @AfterAll
    void drop() {
        database.close();
    }

    @Test
    void corpusIsReadWhole() throws SQLException {
        try (var connection = database.connect()) {
            var server = new Server(connection);
            for (Script script : Corpus.own()) {
                assertThat(script.pieces()).hasSizeGreaterThan(100).allSatisfy(piece -> {
                    assertThat(server.takes(script.text().at(piece.span())))
                            .as("the server takes %s", piece)
                            .isTrue();
                    assertThat(Parser.parse(piece)).isNotInstanceOf(Statement.Unparsed.class);
                });
            }
        }
    }

    /** A statement without one of its tokens: what the parser refuses, the server must refuse too. */
    @Test
    void parserRefusesNothingThatTheServerTakes() throws SQLException {
        try (var connection = database.connect()) {
            var server = new Server(connection);
            var random = new Random(SEED);
            int refused = 0;
            var taken = new ArrayList<String>();
            for (Script script : Corpus.own()) {
                for (Tokens piece : script.pieces()) {
                    for (int round = 0; round < 12 && piece.size() > 1; round++) {
                        var gap = piece.get(random.nextInt(piece.size())).span();
                        String sql = script.text().at(new Span(piece.span().start(), gap.start()))
                                + " "
                                + script.text()
                                        .at(new Span(gap.end(), piece.span().end()));
                        var pieces = Script.of(sql).pieces();
                        boolean unread =
                                pieces.stream().anyMatch(part -> Parser.parse(part) instanceof Statement.Unparsed);
                        if (unread) {
                            refused++;
                            // The body of DO is an option to the grammar and missed only when it is run.
                            if (!piece.startsWith("do") && server.takes(sql)) {
                                taken.add(sql);
                            }
                        }
                    }
                }
            }
            assertThat(taken).as("taken by the server, seed %d", SEED).isEmpty();
            assertThat(refused).as("torn statements that the parser noticed").isGreaterThan(200);
        }
    }

    @Test
    void folderOfRealStatementsIsReadWhole() throws SQLException {
        String folder = System.getenv(FOLDER);
        assumeTrue(
                folder != null,
                "set " + FOLDER + " to a folder of .sql files to compare the parser with the server on them");
        var unread = new ArrayList<String>();
        int statements = 0;
        try (var connection = database.connect()) {
            var server = new Server(connection);
            for (Script script : Corpus.folder(Path.of(folder))) {
                statements += script.pieces().size();
                unread.addAll(unread(script, server));
            }
        }

        assertThat(unread).as("of %d statements", statements).isEmpty();
    }

    /** What the server calls a syntax error is reported as not analysed: nobody may take it for clean. */
    @Test
    void parserUnderstandsNothingThatTheServerRefuses() throws SQLException {
        assertThat(understoodThoughRefused(Corpus.own(), TEARS)).isEmpty();
    }

    @Test
    void ofAFolderParserUnderstandsNothingThatTheServerRefuses() throws SQLException {
        String folder = System.getenv(FOLDER);
        assumeTrue(
                folder != null,
                "set " + FOLDER + " to a folder of .sql files to compare the parser with the server on them torn");
        assertThat(understoodThoughRefused(Corpus.folder(Path.of(folder)), 2)).isEmpty();
    }

    private List<String> understoodThoughRefused(List<Script> scripts, int tears) throws SQLException {
        var random = new Random(SEED);
        var others = scripts.stream()
                .flatMap(script -> script.pieces().stream()
                        .flatMap(Tokens::stream)
                        .map(token -> script.text().at(token.span())))
                .toList();
        var wrong = new ArrayList<String>();
        try (var connection = database.connect()) {
            var server = new Server(connection);
            for (Script script : scripts) {
                for (Tokens piece : script.pieces()) {
                    var tokens = piece.stream()
                            .map(token -> script.text().at(token.span()))
                            .toList();
                    for (int round = 0; round < tears; round++) {
                        var tear = KINDS.get(round % KINDS.size());
                        String sql = tear.of(tokens, random.nextInt(tokens.size()), random, others);
                        if (isUnderstood(sql) && !server.takes(sql)) {
                            wrong.add(tear + " " + sql);
                        }
                    }
                }
            }
        }
        return wrong;
    }

    /** Bodies are torn on their own: the grammar of SQL takes any string for one. */
    @Test
    void ofBodiesNothingIsUnderstoodThatTheServerRefuses() throws SQLException {
        var random = new Random(SEED);
        var wrong = new ArrayList<String>();
        try (var connection = database.connect()) {
            var server = new Server(connection);
            for (Tokens piece : Corpus.bodies().pieces()) {
                String whole = ((Statement.DoBlock) Parser.parse(piece)).body().value();
                assertThat(isBodyUnderstood(whole) && server.takesBody(whole))
                        .as(whole)
                        .isTrue();
                var tokens = Lexer.stretch(whole, new Span(0, whole.length())).stream()
                        .map(token -> whole.substring(
                                token.span().start(), token.span().end()))
                        .toList();
                for (int round = 0; round < BODY_TEARS; round++) {
                    var tear = KINDS.get(round % KINDS.size());
                    String body = tear.of(tokens, random.nextInt(tokens.size()), random, tokens);
                    if (isBodyUnderstood(body) && !server.takesBody(body)) {
                        wrong.add(tear + " " + body);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static boolean isBodyUnderstood(String body) {
        var script = Script.of("do $torn$" + body + "$torn$");
        return script.pieces().size() == 1
                && Parser.parse(script.pieces().getFirst()) instanceof Statement.DoBlock block
                && Routine.body(script.text(), block.language(), block.body(), block.tokens()).statements().stream()
                        .noneMatch(statement -> statement instanceof Statement.Unparsed unparsed
                                && !unparsed.reason().contains("at run time"));
    }

    private static boolean isUnderstood(String sql) {
        return Script.of(sql).pieces().stream().noneMatch(piece -> Parser.parse(piece) instanceof Statement.Unparsed);
    }

    private static List<String> unread(Script script, Server server) {
        var unread = new ArrayList<String>();
        for (Tokens piece : script.pieces()) {
            // What CREATE SCHEMA carries is left to the reader, and says so.
            if (Parser.parse(piece) instanceof Statement.Unparsed unparsed && !piece.startsWith("create", "schema")) {
                String sql = script.text().at(piece.span());
                if (Script.isWhole(piece) && server.takes(sql)) {
                    unread.add(unparsed.reason() + " <- " + sql);
                }
            }
        }
        return unread;
    }
}

package dev.penstock.citus.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class ScriptTest {

    private static final long SEED = 20_261_120;

    /** Whole statements, each with what could mislead a splitter, between which any white space may stand. */
    private static final List<String> STATEMENTS = List.of(
            "select 1",
            "select ';', \";\", $$;$$, $a$ ; $$ ; $a$, e'\\';', U&';'",
            "update \"T;\" set a = 'it''s; fine' where b = 'x'\n'y;'",
            "create function f() returns int language plpgsql as $f$ begin return 1; end; $f$",
            "create or replace function f() returns int begin atomic select 1; select case when 1=1 then 2 end; end",
            "create rule r as on insert to t do also (delete from u; insert into u values (1);)",
            "do $$ begin perform 1; end $$",
            "alter table a.b add constraint c check (a <> ';' /* ; /* ; */ ; */)",
            "select 1 -- not; the end\n + 1",
            "begin",
            "commit");

    private static final List<String> BETWEEN =
            List.of("", " ", "\n", "\r\n", "\t\n", " -- c;\n", "/* ; */", "/* /* ; */ */\n", ";", " ; ;\n");

    static final List<Arguments> SPLITS = List.of(
            Arguments.of("a; b ;; c", List.of("a", "b", "c")),
            Arguments.of("\\connect x\nselect 1;", List.of("\\connect x", "select 1")),
            Arguments.of("select 1 \\gexec\nselect 2;", List.of("select 1", "\\gexec", "select 2")),
            Arguments.of("\\set a b \\\\ select 1;", List.of("\\set a b \\\\", "select 1")),
            Arguments.of("copy t from stdin;\n;1;\n\\.\nselect 1;", List.of("copy t from stdin", "select 1")),
            Arguments.of("\uFEFFselect 1", List.of("select 1")));

    @ParameterizedTest
    @FieldSource("SPLITS")
    void splits(String text, List<String> expected) {
        assertThat(Script.of(text).pieces().stream().map(Tokens::toString)).containsExactlyElementsOf(expected);
    }

    @Test
    void positionsCountLinesAndCodePoints() {
        var script = Script.of("select '𝄞', x\n  from t;\n\nselect 2;");
        var pieces = script.pieces();

        assertThat(script.text().position(pieces.get(0).get(3).span().start())).isEqualTo(new SqlText.Position(1, 13));
        assertThat(script.text().position(pieces.get(1).span().start())).isEqualTo(new SqlText.Position(4, 1));
        assertThat(script.text().line(2)).isEqualTo("  from t;");
    }

    /** What is joined from statements splits into just these, and every offset finds its statement again. */
    @Test
    void joinedStatementsComeApartAgain() {
        var random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            var text = new StringBuilder();
            var expected = new ArrayList<String>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                String statement = STATEMENTS.get(random.nextInt(STATEMENTS.size()));
                expected.add(statement);
                text.append(between(random))
                        .append(statement)
                        .append(between(random))
                        .append(";");
            }
            var script = Script.of(text.toString());

            assertThat(script.pieces().stream().map(piece -> script.text().at(piece.span())))
                    .as("seed %d, round %d: %s", SEED, round, text)
                    .containsExactlyElementsOf(expected);
        }
    }

    /** No text, however torn, makes the lexer fail, lose its place or leave out more than white space. */
    @Test
    void tornTextIsCoveredByTokens() {
        var random = new Random(SEED);
        for (int round = 0; round < 5_000; round++) {
            String text = torn(random);
            var covered = new StringBuilder();
            int last = 0;
            for (Token token : Lexer.file(text)) {
                assertThat(token.span().start()).as(text).isGreaterThanOrEqualTo(last);
                covered.append(text, last, token.span().start());
                last = token.span().end();
            }
            covered.append(text.substring(last));

            assertThat(covered.toString())
                    .as("seed %d, round %d: %s", SEED, round, text)
                    .isBlank();
            Script.of(text).pieces().forEach(Parser::parse);
        }
    }

    private static String between(Random random) {
        return IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> BETWEEN.get(random.nextInt(BETWEEN.size())))
                .reduce("", String::concat);
    }

    private static String torn(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String whole = STATEMENTS.get(random.nextInt(STATEMENTS.size()));
            int from = random.nextInt(whole.length());
            text.append(whole, from, from + random.nextInt(whole.length() - from))
                    .append(between(random));
        }
        return text.toString();
    }
}

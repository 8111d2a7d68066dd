package dev.penstock.citus.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.sql.Token.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class LexerTest {

    static final List<Arguments> TOKENS = List.of(
            Arguments.of("Select", List.of("WORD select")),
            Arguments.of("\"Wei\"\"rd\"", List.of("QUOTED Wei\"rd")),
            Arguments.of("'it''s'", List.of("STRING it's")),
            Arguments.of("e'a\\'b'", List.of("STRING a'b")),
            Arguments.of("'a\\' 'b'", List.of("STRING a\\", "STRING b")),
            Arguments.of("'a'\n  'b'", List.of("STRING ab")),
            Arguments.of("'a' -- c\n 'b'", List.of("STRING ab")),
            Arguments.of("U&'\\0041'", List.of("STRING \\0041")),
            Arguments.of("U&\"d\\0061t\"", List.of("QUOTED d\\0061t")),
            Arguments.of("x'1F' b'01' n'x'", List.of("BITS 1F", "BITS 01", "BITS x")),
            Arguments.of("$$a;'b$$", List.of("STRING a;'b")),
            Arguments.of("$x$ $$ $y$ $x$", List.of("STRING  $$ $y$ ")),
            Arguments.of("a$b$c", List.of("WORD a$b$c")),
            Arguments.of("$1+$22", List.of("PARAMETER $1", "SYMBOL +", "PARAMETER $22")),
            Arguments.of("/* a /* b */ c */ d", List.of("COMMENT /* a /* b */ c */", "WORD d")),
            Arguments.of("a--b\nc", List.of("WORD a", "COMMENT --b", "WORD c")),
            Arguments.of("a+-1", List.of("WORD a", "SYMBOL +", "SYMBOL -", "NUMBER 1")),
            Arguments.of("a@-1", List.of("WORD a", "SYMBOL @-", "NUMBER 1")),
            Arguments.of("a=-1", List.of("WORD a", "SYMBOL =", "SYMBOL -", "NUMBER 1")),
            Arguments.of("a*/*c*/b", List.of("WORD a", "SYMBOL *", "COMMENT /*c*/", "WORD b")),
            Arguments.of("a->>'b'", List.of("WORD a", "SYMBOL ->>", "STRING b")),
            Arguments.of("a::int", List.of("WORD a", "SYMBOL ::", "WORD int")),
            Arguments.of("f(x => 1)", List.of("WORD f", "SYMBOL (", "WORD x", "SYMBOL =>", "NUMBER 1", "SYMBOL )")),
            Arguments.of("1.5e-3 .5 0xFF 1_000", List.of("NUMBER 1.5e-3", "NUMBER .5", "NUMBER 0xFF", "NUMBER 1_000")),
            Arguments.of("0b_10 1a", List.of("NUMBER 0b_10", "BROKEN a number goes on with a letter")),
            Arguments.of("$1a", List.of("BROKEN a number goes on with a letter")),
            Arguments.of(
                    ":x :'y z' a[1:x] b::int",
                    List.of(
                            "WORD :x",
                            "WORD :'y z'",
                            "WORD a",
                            "SYMBOL [",
                            "NUMBER 1",
                            "SYMBOL :",
                            "WORD x",
                            "SYMBOL ]",
                            "WORD b",
                            "SYMBOL ::",
                            "WORD int")),
            Arguments.of("1..10", List.of("NUMBER 1", "SYMBOL ..", "NUMBER 10")),
            Arguments.of("${schema}.${p}_t", List.of("WORD ${schema}", "SYMBOL .", "WORD ${p}_t")),
            Arguments.of("\\set a b\nselect", List.of("META \\set a b", "WORD select")),
            Arguments.of("größe", List.of("WORD größe")),
            Arguments.of("'never", List.of("BROKEN a string begins here and never ends")),
            Arguments.of("\"\"", List.of("BROKEN a quoted name may not be empty")),
            Arguments.of("/* /* */", List.of("BROKEN a comment begins here and never ends")),
            Arguments.of("$a$ $b$", List.of("BROKEN a string begins here and never ends in $a$")));

    @ParameterizedTest
    @FieldSource("TOKENS")
    void reads(String sql, List<String> expected) {
        assertThat(Lexer.file(sql).stream().map(token -> token.kind() + " " + token.value()))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void copyDataIsNoSql() {
        var tokens = Lexer.file("copy t (a) from stdin;\n1\t'\n\"\n\\.\nselect 1;");

        assertThat(tokens).extracting(Token::kind).contains(Kind.COPY_DATA).doesNotContain(Kind.BROKEN);
        assertThat(tokens.getLast().isSymbol(";")).isTrue();
    }

    @Test
    void copyDataWithoutEndIsNotPassedOver() {
        assertThat(Lexer.file("copy t from stdin;\nupdate x set y = 1;\n"))
                .extracting(Token::kind)
                .contains(Kind.BROKEN);
    }
}

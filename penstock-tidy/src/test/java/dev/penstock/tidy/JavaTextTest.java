package dev.penstock.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaTextTest {

    @Test
    void tellsCodeFromCommentsAndLiterals() {
        var text = "a(); // b(\n/* \"c(\" */ d(\"e(\\\"\", 'f', \"\"\"\n  g(\" \"\"\");";

        var java = JavaText.of(text);

        assertThat(java.code()).hasSameSizeAs(text).contains("a();", "d(").doesNotContain("b(", "c(", "e(", "f", "g(");
        assertThat(java.literals()).extracting(JavaText.Literal::value).containsExactly("e(\\\"", "\n  g(\" ");
        assertThat(java.literals().getFirst().offset()).isEqualTo(text.indexOf("\"e("));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"", "\"\"\"", "\"a\\", "/* a", "// a", "'"})
    void survivesTextThatStopsShort(String text) {
        assertThat(JavaText.of(text).code()).hasSameSizeAs(text).isBlank();
    }
}

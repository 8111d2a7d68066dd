package dev.penstock.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.failure.ErrorCode;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of error codes names every code and no other. */
class ErrorsPageTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (PEN-\\d+) \\| \\S.* \\| \\S.* \\|$");

    @Test
    void everyCodeHasARowAndEveryRowACode() {
        var page = Repository.open()
                .sources()
                .filter(source -> source.path().equals("docs/errors.md"))
                .findFirst()
                .orElseThrow();

        var rows = ROW.matcher(page.text()).results().map(row -> row.group(1)).toList();

        assertThat(rows)
                .containsExactlyElementsOf(Stream.concat(
                                Arrays.stream(ErrorCode.values()).map(ErrorCode::text),
                                Arrays.stream(CitusErrorCode.values()).map(CitusErrorCode::text))
                        .toList());
    }
}

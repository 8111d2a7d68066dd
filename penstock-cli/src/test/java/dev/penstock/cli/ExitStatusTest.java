package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.failure.ErrorCode;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExitStatusTest {

    @ParameterizedTest
    @CsvSource({
        "INVALID_OPTION, 2",
        "INVALID_CURSOR, 2",
        "INVALID_TENANT, 2",
        "RUN_NOT_FOUND, 3",
        "UNKNOWN_WORKFLOW, 4",
        "RUN_FAILED, 4",
        "STORE_UNREACHABLE, 5",
        "SCHEMA_MISSING, 5",
        "EMBEDDED_DIRECTORY_IN_USE, 6"
    })
    void theCategoryDecides(ErrorCode code, int status) {
        assertThat(ExitStatus.of(code)).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource
    void noErrorLooksLikeSuccessOrLikeADefect(ErrorCode code) {
        assertThat(ExitStatus.of(code)).isBetween(2, 6);
    }

    @Test
    void whatIsNotOursIsADefectUnlessTheDatabaseSaidIt() {
        assertThat(ExitStatus.of(new IllegalStateException())).isEqualTo(1);
        assertThat(ExitStatus.of(new SQLException())).isEqualTo(5);
    }
}

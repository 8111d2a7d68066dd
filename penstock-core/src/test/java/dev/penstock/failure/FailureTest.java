package dev.penstock.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTest {

    @Test
    void keeps_type_message_stack_and_causes() {
        var failure = Failure.of(new IllegalStateException("outer", new ArithmeticException("inner")));

        assertThat(failure.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failure.message()).isEqualTo("outer");
        assertThat(failure.stack().getFirst()).contains("FailureTest");
        assertThat(failure.cause()).extracting(Failure::summary).isEqualTo("java.lang.ArithmeticException: inner");
    }

    @Test
    void keeps_our_code_and_finds_it_in_causes() {
        var coded = new PenstockException(ErrorCode.STEP_TIMED_OUT, "too slow");

        assertThat(Failure.of(coded).code()).isEqualTo("PEN-2005");
        assertThat(Failure.of(new RuntimeException(coded)).hasCode(ErrorCode.STEP_TIMED_OUT))
                .isTrue();
    }

    @Test
    void a_failure_that_stands_for_a_recorded_one_has_it_as_its_cause() {
        var recorded = Failure.of(new ArithmeticException("by zero"));
        var thrown = new StepFailedException(ErrorCode.STEP_FAILED, "charge", 3, recorded);

        assertThat(Failure.of(thrown).cause()).isEqualTo(recorded);
    }

    @Test
    void a_cycle_of_causes_ends() {
        var first = new RuntimeException("first");
        first.initCause(new RuntimeException("second", first));

        int depth = 0;
        for (var at = Failure.of(first); at != null; at = at.cause()) {
            depth++;
        }
        assertThat(depth).isLessThan(20);
    }

    @Test
    void long_messages_are_cut() {
        assertThat(Failure.of(new RuntimeException("x".repeat(100_000))).message())
                .hasSizeLessThan(9_000);
    }
}

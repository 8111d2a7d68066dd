package dev.penstock.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

    private static final StartKey KEY = new StartKey("tenant-1", "w1-7", 7);

    private final Ledger ledger = new Ledger();

    @Test
    void what_was_begun_and_not_accepted_is_unanswered() {
        Words.hear(Words.begun(KEY), ledger);
        assertThat(ledger.unanswered("w1-")).containsExactly(KEY);
        assertThat(ledger.unanswered("w11-")).isEmpty();

        Words.hear(Words.accepted(KEY, "a"), ledger);
        assertThat(ledger.unanswered("w1-")).isEmpty();
    }

    @Test
    void last_words_that_were_cut_off_say_nothing() {
        var line = Words.accepted(KEY, "0199a9f0-0000-7000-8000-000000000001");

        for (int length = 0; length < line.length(); length++) {
            assertThat(Words.hear(line.substring(0, length), ledger)).isEmpty();
        }
        assertThat(ledger.entries()).isEmpty();
        assertThat(Words.hear(line, ledger)).contains("accepted");
    }

    @Test
    void a_key_that_was_answered_with_two_runs_has_a_line_for_each() {
        Words.hear(Words.accepted(KEY, "a"), ledger);
        Words.hear(Words.accepted(KEY, "b"), ledger);
        Words.hear(Words.ended(KEY, "done"), ledger);

        assertThat(ledger.entries())
                .containsExactlyInAnyOrder(new Ledger.Entry(KEY, "a", "done"), new Ledger.Entry(KEY, "b", "done"));
        assertThat(ledger.acceptedCount()).isOne();
    }
}

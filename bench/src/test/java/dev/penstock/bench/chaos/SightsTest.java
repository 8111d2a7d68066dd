package dev.penstock.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SightsTest {

    @Test
    void line_that_was_cut_off_is_no_row() {
        var line = "tenant-1\t0199a9f0-0000-7000-8000-000000000001\tpick\t17\t|";

        for (int length = 0; length < line.length(); length++) {
            assertThat(Sights.row(line.substring(0, length))).isEmpty();
        }
        assertThat(Sights.row(line)).contains("tenant-1\t0199a9f0-0000-7000-8000-000000000001\tpick\t17");
    }
}

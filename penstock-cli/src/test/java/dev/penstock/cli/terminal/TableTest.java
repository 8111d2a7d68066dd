package dev.penstock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    private static final Ink PLAIN = new Ink(false, true);

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        var table = new Table()
                .left("state")
                .right("runs")
                .left("")
                .row("completed", "3,950", "all")
                .row("failed", "7", "");

        assertThat(String.join("\n", table.render(PLAIN))).isEqualTo("""
                state       runs
                ─────────────────────
                completed  3,950  all
                failed         7""");
    }

    @Test
    void withoutTitlesThereIsNoHeader() {
        var table = new Table().left("").right("").row("line 7", "no");

        assertThat(table.render(PLAIN)).containsExactly("line 7  no");
    }

    @Test
    void coloursTakeNoWidth() {
        var ink = new Ink(true, true);
        var table = new Table().left("").left("").row(ink.mark(true), "shipped").row(ink.bold("no"), "declined");

        assertThat(table.render(ink))
                .containsExactly("\u001b[32m✓\u001b[0m   shipped", "\u001b[1mno\u001b[0m  declined");
    }

    @Test
    void withoutSignsEverythingIsAscii() {
        var ink = new Ink(false, false);
        var lines = new Table().left("a").row(ink.mark(false)).render(ink);

        assertThat(lines).containsExactly("a", "--", "NO");
    }

    @Test
    void aRowHasOneCellForEachColumn() {
        var table = new Table().left("a");

        assertThatThrownBy(() -> table.row("1", "2")).hasMessage("2 cells for 1 columns");
    }
}

package dev.penstock.citus.lint.trace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.lint.Page;
import dev.penstock.citus.lint.rule.Card;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What a trace finds in the examples of its rules' pages, and not in the safe forms. */
@RequiresCitus
class TracePagesTest {

    static final List<Card> CARDS = TraceRules.cards();

    private static Scratch scratch;

    @BeforeAll
    static void make() {
        scratch = Traces.scratch();
    }

    @AfterAll
    static void drop() {
        scratch.close();
    }

    @AfterEach
    void clear() {
        scratch.base("after.sql", "drop schema if exists app cascade");
    }

    @ParameterizedTest
    @FieldSource("CARDS")
    void exampleIsFlagged(Card card) {
        var page = Page.of(card.id());

        assertThat(found(page, page.exampleSql())).contains(card.id());
    }

    @ParameterizedTest
    @FieldSource("CARDS")
    void safeFormIsNotFlagged(Card card) {
        var page = Page.of(card.id());

        assertThat(found(page, page.safeSql())).doesNotContain(card.id(), "CIT410", "CIT406");
    }

    private static List<String> found(Page page, String sql) {
        scratch.base("before.sql", requireNonNull(page.beforeSql()));
        return Traces.report(scratch, sql).findings().stream()
                .map(finding -> finding.card().id())
                .toList();
    }
}

package dev.penstock.citus.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.lint.rule.Card;
import dev.penstock.citus.lint.rule.Rules;
import dev.penstock.citus.lint.trace.TraceRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Rules and pages say the same, and the rule flags what its page warns of and not what it advises. */
class PagesTest {

    static final List<Card> CARDS = Rules.cards();

    /** Also those whose examples a trace has to run. */
    static final List<Card> ALL_CARDS =
            Stream.concat(CARDS.stream(), TraceRules.cards().stream()).toList();

    private static final String OUTSIDE = "executeInTransaction=false";

    /** The rules that ask the server, with a server that is wrong and one that is right. */
    private static final Map<String, List<Known>> SERVERS = Map.of(
            "CIT013", List.of(on(true, false), on(true, true)),
            "CIT220", List.of(on(false, true), on(true, true)));

    @ParameterizedTest
    @FieldSource("ALL_CARDS")
    void pageSaysWhatTheRuleSays(Card card) {
        var page = Page.of(card.id());

        assertThat(page.title()).isEqualTo(card.title());
        assertThat(page.severity()).isEqualTo(card.severity().name().toLowerCase(Locale.ROOT));
        assertThat(page.safeForm()).isEqualTo(card.safeForm() + ".");
    }

    @ParameterizedTest
    @FieldSource("CARDS")
    void exampleIsFlagged(Card card) {
        var page = Page.of(card.id());
        String config = card.id().equals("CIT314") ? OUTSIDE : null;

        assertThat(found(card, page.exampleSql(), config, 0)).contains(card.id());
    }

    @ParameterizedTest
    @FieldSource("CARDS")
    void safeFormIsNotFlagged(Card card) {
        var page = Page.of(card.id());
        String config = card.id().equals("CIT314") || card.id().equals("CIT315") ? OUTSIDE : null;

        assertThat(found(card, page.safeSql(), config, 1)).doesNotContain(card.id(), "CIT900");
    }

    /** The hazards that are known to be there; each has its rule, and with it a page, an example and a safe form. */
    @Test
    void noHazardIsWithoutItsRule() {
        var hazards = Stream.of(
                        IntStream.rangeClosed(1, 20),
                        IntStream.rangeClosed(101, 116),
                        IntStream.rangeClosed(201, 222),
                        IntStream.rangeClosed(301, 315))
                .flatMap(IntStream::boxed)
                .map("CIT%03d"::formatted)
                .toList();

        assertThat(hazards).hasSize(73);
        assertThat(CARDS.stream().map(Card::id)).containsAll(hazards);
    }

    @Test
    void everyPageHasItsRule() throws IOException {
        try (Stream<Path> pages = Files.list(Page.folder())) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", ""))
                            .filter(name -> !name.equals("README")))
                    .containsExactlyInAnyOrderElementsOf(
                            ALL_CARDS.stream().map(Card::id).toList());
        }
    }

    @Test
    void idsAreInOrderAndOnce() {
        assertThat(CARDS.stream().map(Card::id)).isSorted().doesNotHaveDuplicates();
        assertThat(TraceRules.cards().stream().map(Card::id)).isSorted().doesNotHaveDuplicates();
    }

    private static List<String> found(Card card, String sql, @Nullable String config, int server) {
        var start = SERVERS.getOrDefault(card.id(), List.of(Known.NOTHING, Known.NOTHING))
                .get(server);
        var source = new Source("V1__example.sql", sql, config, null);
        return new Linter(start, null)
                .lint(List.of(source)).findings().stream()
                        .map(finding -> finding.card().id())
                        .toList();
    }

    private static Known on(boolean coordinator, boolean decodes) {
        var node = new Known.Node(coordinator, decodes, 6_400);
        return new Known(Map.of(), Map.of(), Map.of(), List.of("public"), node);
    }
}

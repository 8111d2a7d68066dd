package dev.penstock.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.lint.Linter;
import dev.penstock.citus.lint.TextFormat;
import dev.penstock.citus.lint.known.Known;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TidyTest {

    static final List<HouseRule> RULES = HouseRules.ALL;
    private static final Repository REPOSITORY = Repository.open();
    private static final Pattern OWN_MIGRATION =
            Pattern.compile("penstock-postgres/src/main/resources/.*/schema/V\\d{4}__\\w+\\.sql");

    @ParameterizedTest
    @FieldSource("RULES")
    void repositoryKeeps(HouseRule rule) {
        var findings = REPOSITORY
                .sources()
                .flatMap(source -> rule.check().findings(source, REPOSITORY.paths()).stream())
                .toList();

        assertThat(findings).as("%s, because %s", rule.name(), rule.why()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void ruleFindsWhatBreaksIt(HouseRule rule) {
        assertThat(rule.bad()).as("samples that break %s", rule).isNotEmpty();
        assertThat(rule.bad())
                .allSatisfy(sample -> assertThat(findings(rule, sample))
                        .as("findings of %s in %s", rule, sample)
                        .isNotEmpty());
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void ruleLeavesTheRestAlone(HouseRule rule) {
        assertThat(rule.good()).as("samples that keep %s", rule).isNotEmpty();
        assertThat(rule.good())
                .allSatisfy(sample -> assertThat(findings(rule, sample))
                        .as("findings of %s in %s", rule, sample)
                        .isEmpty());
    }

    @Test
    void everyExceptionForSqlInJavaIsStillNeeded() {
        var dead = HouseRules.SQL_IN_JAVA.stream()
                .filter(exception -> REPOSITORY
                        .sources()
                        .filter(Source::isJava)
                        .noneMatch(source -> JavaText.of(source.text()).literals().stream()
                                .anyMatch(literal -> exception.covers(source, literal))))
                .toList();

        assertThat(dead).isEmpty();
    }

    /** What we tell others about their migrations holds for ours: nothing found, or allowed there with its reason. */
    @Test
    void ourMigrationsPassOurOwnLinter() {
        var history = REPOSITORY
                .sources()
                .filter(source -> OWN_MIGRATION.matcher(source.path()).matches())
                .sorted(Comparator.comparing(Source::path))
                .map(source -> new dev.penstock.citus.lint.Source(source.path(), source.text()))
                .toList();

        var report = new Linter(Known.NOTHING, "tenant").lint(history);

        assertThat(history).hasSizeGreaterThan(10);
        assertThat(report.findings()).as(TextFormat.of(report)).isEmpty();
        assertThat(report.suppressed()).isNotEmpty();
    }

    @Test
    void theWholeRepositoryIsLookedAt() {
        assertThat(REPOSITORY.sources().map(Source::path))
                .contains(
                        "pom.xml",
                        "bin/penstock",
                        ".ci/run",
                        "README.md",
                        "penstock-core/src/main/java/dev/penstock/package-info.java",
                        "penstock-tidy/src/test/java/dev/penstock/tidy/TidyTest.java")
                .noneMatch(path -> path.contains("/target/") || path.startsWith(".git/"));
    }

    private static List<Finding> findings(HouseRule rule, Source sample) {
        return rule.check().findings(sample, Set.of(sample.path()));
    }
}

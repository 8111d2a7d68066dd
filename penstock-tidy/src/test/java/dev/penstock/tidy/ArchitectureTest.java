package dev.penstock.tidy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ArchitectureTest {

    private static final String ROOT = "dev.penstock";

    /** A tree of classes in which every rule is broken at least once. */
    private static final String BROKEN = "dev.penstock.tidy.broken";

    static final List<String> RULES = List.copyOf(new Arrows(ROOT).rules().keySet());

    private static final JavaClasses MODULES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @ParameterizedTest
    @FieldSource("RULES")
    void modulesKeep(String rule) {
        rule(ROOT, rule).check(MODULES);
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void ruleFindsWhatBreaksIt(String rule) {
        var broken = new ClassFileImporter().importPackages(BROKEN);

        assertThat(rule(BROKEN, rule).evaluate(broken).hasViolation()).as(rule).isTrue();
    }

    @Test
    void everyPublishedModuleIsLookedAt() {
        assertThat(MODULES)
                .extracting(type -> type.getPackageName())
                .contains(ROOT, ROOT + ".postgres", ROOT + ".citus", ROOT + ".flyway", ROOT + ".cli");
    }

    private static ArchRule rule(String root, String name) {
        return requireNonNull(new Arrows(root).rules().get(name), name);
    }
}

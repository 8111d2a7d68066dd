package dev.penstock.tidy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/**
 * The arrows between modules and packages, below a root package. The root is {@code dev.penstock}; the self-test passes that of a
 * small tree in which every rule is broken once.
 */
record Arrows(String root) {

    /** Modules with a package of their own; everything else below the root is penstock-core. A new module is added here. */
    private static final List<String> BESIDE_CORE = List.of("postgres", "citus", "flyway", "cli", "bench", "tidy");

    private static final Pattern MODULE_FOLDER = Pattern.compile("/(penstock-[a-z]+|bench)/(?:target/|\\d)");

    Map<String, ArchRule> rules() {
        var rules = new LinkedHashMap<String, ArchRule>();
        rules.put(
                "core uses the JDK and its three libraries only",
                none(
                        core(),
                        resideInAnyPackage(
                                        "java..",
                                        "javax..",
                                        "org.jspecify..",
                                        "org.slf4j..",
                                        "tools.jackson..",
                                        "com.fasterxml.jackson.annotation..")
                                .or(core())
                                .negate()
                                .as("are neither core nor one of its libraries")));
        rules.put(
                "core does no I/O",
                none(
                        core(),
                        DescribedPredicate.describe(
                                "do I/O",
                                type -> (type.getPackageName().startsWith("java.nio.file")
                                                && !type.getName().equals("java.nio.file.Path"))
                                        || type.getPackageName().startsWith("java.net.http")
                                        || type.getPackageName().startsWith("java.nio.channels")
                                        || type.getName()
                                                .matches(
                                                        "java\\.net\\.\\w*Socket\\w*|java\\.io\\.\\w*File\\w*|java\\.lang\\.Process\\w*"))));
        rules.put(
                "core knows of JDBC only the caller's connection",
                none(
                        core(),
                        DescribedPredicate.describe(
                                "are JDBC but neither Connection nor SQLException",
                                type -> type.getPackageName().equals("java.sql")
                                        && !Set.of("java.sql.Connection", "java.sql.SQLException")
                                                .contains(type.getName()))));
        rules.put(
                "core touches JSON in the codec only",
                none(
                        core().and(resideInAnyPackage(below("codec")).negate()),
                        resideInAnyPackage("tools.jackson..", "com.fasterxml..")));
        rules.put("the store uses core, not the toolkit", none(module("postgres"), module("citus")));
        rules.put("the toolkit knows nothing of workflows", none(module("citus"), core().or(module("postgres"))));
        rules.put(
                "the Flyway integration uses the toolkit, nothing of the runtime",
                none(module("flyway"), core().or(module("postgres"))));
        rules.put(
                "only the Flyway integration knows Flyway",
                none(module("flyway").negate().and(module("tidy").negate()), resideInAnyPackage("org.flywaydb..")));
        rules.put(
                "nothing depends on the command line",
                none(module("cli").negate().and(module("tidy").negate()), module("cli")));
        rules.put("nothing depends on the measurements", none(module("bench").negate(), module("bench")));
        rules.put(
                "only the command line knows where log lines go",
                none(
                        module("cli").negate(),
                        resideInAnyPackage(
                                "ch.qos.logback..",
                                "org.slf4j.simple..",
                                "org.apache.logging..",
                                "org.apache.log4j..",
                                "java.util.logging..")));
        rules.put(
                "packages form no cycles",
                slices().assignedFrom(new ByPackage(root))
                        .should()
                        .beFreeOfCycles()
                        .allowEmptyShould(true));
        rules.put(
                "a package's name tells its module",
                classes().should(new LieInTheirModule(root)).allowEmptyShould(true));
        rules.put(
                "every package is @NullMarked",
                classes().should(new BeInNullMarkedPackage()).allowEmptyShould(true));
        return rules;
    }

    private DescribedPredicate<JavaClass> core() {
        return resideInAnyPackage(root + "..")
                .and(resideInAnyPackage(BESIDE_CORE.stream().map(this::below).toArray(String[]::new))
                        .negate())
                .as("core");
    }

    private DescribedPredicate<JavaClass> module(String name) {
        return resideInAnyPackage(below(name)).as(name);
    }

    private String below(String name) {
        return root + "." + name + "..";
    }

    private static ArchRule none(DescribedPredicate<JavaClass> who, DescribedPredicate<JavaClass> what) {
        return noClasses().that(who).should(dependOnClassesThat(what)).allowEmptyShould(true);
    }

    /** Each package is a slice, together with nothing else. */
    private record ByPackage(String root) implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return name.equals(root) || name.startsWith(root + ".")
                    ? SliceIdentifier.of(name)
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }

    private static final class LieInTheirModule extends ArchCondition<JavaClass> {

        private final String root;

        LieInTheirModule(String root) {
            super("lie in the module that their package names");
            this.root = root;
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            String first = type.getPackageName()
                    .substring(Math.min(type.getPackageName().length(), root.length() + 1))
                    .split("\\.")[0];
            String module =
                    first.equals("bench") ? first : "penstock-" + (BESIDE_CORE.contains(first) ? first : "core");
            String location =
                    type.getSource().map(source -> source.getUri().toString()).orElse("");
            var folder = MODULE_FOLDER.matcher(location).results().reduce((earlier, later) -> later);
            if (folder.isPresent() && !folder.get().group(1).equals(module)) {
                events.add(SimpleConditionEvent.violated(
                        type, type.getName() + " belongs in " + module + " but lies in " + location));
            }
        }
    }

    private static final class BeInNullMarkedPackage extends ArchCondition<JavaClass> {

        BeInNullMarkedPackage() {
            super("be in a package whose package-info.java says @NullMarked");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            boolean marked = type.getPackage()
                    .tryGetPackageInfo()
                    .map(info -> info.isAnnotatedWith(NullMarked.class))
                    .orElse(false);
            if (!marked) {
                events.add(SimpleConditionEvent.violated(
                        type, type.getPackageName() + " of " + type.getName() + " is not @NullMarked"));
            }
        }
    }
}

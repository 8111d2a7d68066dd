package dev.penstock.tidy;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A rule over one file: a pure function from its path and text to findings. It carries samples that must break it and samples that
 * must not, so every run of the tests has seen it fail.
 *
 * @param why why the house has the rule
 */
record HouseRule(String name, String why, Check check, List<Source> bad, List<Source> good) {

    interface Check {

        /** @param tree the paths of all files of the repository */
        List<Finding> findings(Source source, Set<String> tree);
    }

    static HouseRule named(String name, String why, Check check) {
        return new HouseRule(name, why, check, List.of(), List.of());
    }

    /** Adds a sample that breaks the rule. */
    HouseRule breaks(String path, String text) {
        return new HouseRule(name, why, check, plus(bad, new Source(path, text)), good);
    }

    /** Adds a sample that is close to breaking the rule but does not. */
    HouseRule allows(String path, String text) {
        return new HouseRule(name, why, check, bad, plus(good, new Source(path, text)));
    }

    /** A call, written as a regular expression, that Java files selected by {@code where} must not make. */
    static Check bannedCall(Predicate<Source> where, String call, String advice) {
        var pattern = Pattern.compile(call);
        return (source, tree) -> source.isJava() && where.test(source)
                ? pattern.matcher(JavaText.of(source.text()).code())
                        .results()
                        .map(match -> new Finding(source.path(), source.lineOf(match.start()), advice))
                        .toList()
                : List.of();
    }

    private static List<Source> plus(List<Source> samples, Source sample) {
        return Stream.concat(samples.stream(), Stream.of(sample)).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}

package dev.penstock.tidy;

import static dev.penstock.tidy.HouseRule.bannedCall;
import static dev.penstock.tidy.HouseRule.named;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The house rules. A new one is an entry of {@link #ALL} with at least one sample that breaks it. */
final class HouseRules {

    private static final Pattern SQL = Pattern.compile(
            "\\s*(SELECT\\s|INSERT\\s+INTO\\s|UPDATE\\s+\\S+\\s+(AS\\s+)?(\\w+\\s+)?SET\\s|DELETE\\s+FROM\\s|MERGE\\s+INTO\\s"
                    + "|WITH\\s+(RECURSIVE\\s+)?\\w+\\s*(\\([^)]*\\)\\s*)?AS\\s|TRUNCATE\\s+\\S"
                    + "|(CREATE|ALTER|DROP)\\s+(OR\\s+REPLACE\\s+)?(UNIQUE\\s+)?"
                    + "(TABLE|INDEX|SCHEMA|FUNCTION|PROCEDURE|TYPE|DATABASE|ROLE|USER|VIEW|SEQUENCE|EXTENSION|TRIGGER|SYSTEM)\\b)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern MARKER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");
    private static final Pattern TAB = Pattern.compile("\t");
    private static final Pattern TITLE = Pattern.compile("^# ", Pattern.MULTILINE);
    private static final Pattern FENCE = Pattern.compile("^ *(```|~~~)[\\s\\S]*?^ *\\1", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");
    private static final Pattern SUPPRESSION = Pattern.compile("@(SuppressWarnings|Disabled)\\b");
    private static final Pattern DEPENDENCY = Pattern.compile("<dependency>");

    /** A literal in a file of the store's Java that may hold SQL: the end of its path, the literal's beginning, the reason. */
    record SqlInJava(String path, String beginning, String reason) {

        boolean covers(Source source, JavaText.Literal literal) {
            return source.path().endsWith(path) && literal.value().strip().startsWith(beginning);
        }
    }

    /** The exceptions to sql-in-resources. One that no longer covers anything fails the tests: remove it. */
    static final List<SqlInJava> SQL_IN_JAVA = List.of();

    static final List<HouseRule> ALL = List.of(
            named(
                            "clock",
                            "one clock, the database's, decides what is due; a test can set it",
                            bannedCall(
                                    source -> !source.fileName().endsWith("Clock.java"),
                                    "\\b(Instant|LocalDateTime|LocalDate|LocalTime|ZonedDateTime|OffsetDateTime)\\s*\\.\\s*now\\s*\\("
                                            + "|\\bSystem\\s*\\.\\s*currentTimeMillis\\b|\\bClock\\s*\\.\\s*system",
                                    "ask a clock (DatabaseClock for what is due); System.nanoTime measures durations"))
                    .breaks("a/src/main/java/A.java", "class A { Object t = Instant.now(); }\n")
                    .breaks("a/src/main/java/A.java", "class A { long t = System.currentTimeMillis(); }\n")
                    .breaks("a/src/test/java/A.java", "class A { Object t = Clock.systemUTC(); }\n")
                    .allows("a/src/main/java/DatabaseClock.java", "class DatabaseClock { Object t = Instant.now(); }\n")
                    .allows(
                            "a/src/main/java/A.java",
                            "// not Instant.now()\nclass A { String s = \"Instant.now()\"; }\n"),
            named(
                            "no-sleep-in-tests",
                            "a sleep is either too short on a busy machine or wastes time on an idle one",
                            bannedCall(
                                    Source::isTest,
                                    "\\bThread\\s*\\.\\s*sleep\\b|\\b(TimeUnit\\s*\\.\\s*)?(NANO|MICRO|MILLI)?SECONDS\\s*\\.\\s*sleep\\b",
                                    "wait for the thing itself: a latch, a future, or a condition polled up to a deadline"))
                    .breaks("a/src/test/java/ATest.java", "class ATest { void t() { Thread.sleep(10); } }\n")
                    .breaks("a/src/test/java/ATest.java", "class ATest { void t() { TimeUnit.SECONDS.sleep(1); } }\n")
                    .allows("a/src/main/java/A.java", "class A { void t() { Thread.sleep(10); } }\n"),
            named(
                            "no-printing",
                            "a library is silent; what it has to say goes to the logging facade",
                            bannedCall(
                                    source -> !source.path().startsWith("penstock-cli/")
                                            && !source.path().startsWith("bench/")
                                            && !source.path().startsWith("examples/"),
                                    "\\bSystem\\s*\\.\\s*(out|err)\\b|\\.\\s*printStackTrace\\s*\\(\\s*\\)",
                                    "log through SLF4J, or throw"))
                    .breaks("penstock-core/src/main/java/A.java", "class A { void a() { System.out.println(); } }\n")
                    .breaks("penstock-core/src/main/java/A.java", "class A { void a() { e.printStackTrace(); } }\n")
                    .allows("penstock-cli/src/main/java/A.java", "class A { void a() { System.out.println(); } }\n"),
            named(
                            "sql-in-resources",
                            "a statement in a file of its own can be explained, reviewed and run by hand",
                            HouseRules::sqlInJava)
                    .breaks("penstock-postgres/src/main/java/A.java", "class A { String s = \"select 1 from run\"; }\n")
                    .breaks(
                            "penstock-postgres/src/main/java/A.java",
                            "class A { String s = \"\"\"\n    UPDATE run SET state = 'x'\"\"\"; }\n")
                    .breaks("penstock-postgres/src/main/java/A.java", "class A { String s = \"WITH due AS (\" + x; }\n")
                    .allows("penstock-postgres/src/main/java/A.java", "class A { String s = \"with reason\"; }\n")
                    .allows("penstock-postgres/src/main/java/A.java", "// \"select 1 from run\"\nclass A {}\n")
                    .allows(
                            "penstock-postgres/src/test/java/A.java",
                            "class A { String s = \"select 1 from run\"; }\n"),
            named(
                            "sql-header",
                            "who calls a statement must know its locks, its index, its shape on Citus and its rows",
                            HouseRules::sqlHeader)
                    .breaks("penstock-postgres/src/main/resources/dev/penstock/postgres/sql/a.sql", "select 1\n")
                    .breaks(
                            "penstock-postgres/src/main/resources/dev/penstock/postgres/sql/a.sql",
                            "-- b: reads\n-- locks: none\n-- index: pk\n-- citus: one task\n-- rows: 1\nselect 1\n")
                    .breaks(
                            "penstock-postgres/src/main/resources/dev/penstock/postgres/sql/a.sql",
                            "-- a: reads\n-- locks: none\n-- index: pk\n-- citus:\n-- rows: 1\nselect 1\n")
                    .allows(
                            "penstock-postgres/src/main/resources/dev/penstock/postgres/sql/run/a.sql",
                            "-- a: reads\n--    and says why\n-- locks: none\n-- index: pk\n-- citus: one task\n-- rows: 1\nselect 1\n")
                    .allows(
                            "penstock-postgres/src/main/resources/dev/penstock/postgres/sql/migrations/001.sql",
                            "create table run ()\n"),
            named(
                            "one-title",
                            "a page is about one thing; tools build their tables of contents from it",
                            HouseRules::oneTitle)
                    .breaks("docs/a.md", "# A\n\ntext\n\n# B\n")
                    .breaks("docs/a.md", "text without a title\n")
                    .allows("docs/a.md", "# A\n\n```sh\n# a comment\n```\n\n## B\n"),
            named("links-resolve", "a dead link sends a reader away", HouseRules::relativeLinks)
                    .breaks("docs/a.md", "# A\n\nSee [b](b.md).\n")
                    .breaks("docs/a.md", "# A\n\nSee [b](../b.md#part).\n")
                    .allows(
                            "docs/a.md",
                            "# A\n\nSee [this](a.md#part), [it](#part), [out](https://example.org/b.md).\n")
                    .allows("docs/a.md", "# A\n\nSee [the folder](../docs) and [the root](..).\n"),
            named(
                            "no-markers",
                            "what is left to do is an issue with a number, not a remark that nobody owns",
                            (source, tree) ->
                                    matches(source, MARKER, "do it, or open an issue and leave the remark out"))
                    .breaks("a/src/main/java/A.java", "// TO" + "DO later\nclass A {}\n")
                    .breaks("docs/a.md", "# A\n\nFIX" + "ME\n")
                    .allows("docs/a.md", "# A\n\nMASTODON\n"),
            named(
                            "final-newline",
                            "tools join files by lines",
                            (source, tree) ->
                                    source.text().isEmpty() || source.text().endsWith("\n")
                                            ? List.of()
                                            : List.of(new Finding(
                                                    source.path(),
                                                    source.lineOf(source.text().length()),
                                                    "end the file in a newline")))
                    .breaks("docs/a.md", "# A")
                    .allows("docs/a.md", "# A\n"),
            named(
                            "no-tabs",
                            "a tab is as wide as the reader's settings",
                            (source, tree) -> source.isJava() || source.path().endsWith(".sql")
                                    ? matches(source, TAB, "indent with blanks")
                                    : List.of())
                    .breaks("a/src/main/java/A.java", "class A {\n\tint a;\n}\n")
                    .allows("Makefile", "all:\n\tmake\n"),
            named(
                            "suppression-reason",
                            "a warning that is switched off without a reason is switched off forever",
                            HouseRules::suppressions)
                    .breaks(
                            "a/src/main/java/A.java",
                            "class A {\n    @SuppressWarnings(\"unchecked\")\n    int a;\n}\n")
                    .breaks("a/src/test/java/A.java", "class A {\n\n    @Disabled\n    void t() {}\n}\n")
                    .allows(
                            "a/src/main/java/A.java",
                            "class A {\n    @SuppressWarnings(\"unchecked\") // the caller passed this type's class\n    int a;\n}\n")
                    .allows(
                            "a/src/main/java/A.java",
                            "class A {\n    // The caller passed this type's class.\n    @SuppressWarnings(\"unchecked\")\n    int a;\n}\n"),
            named(
                            "dependency-reason",
                            "a dependency is a promise to follow its releases; the next reader should know what for",
                            HouseRules::dependencyReasons)
                    .breaks("a/pom.xml", "<dependencies>\n  <dependency>\n  </dependency>\n</dependencies>\n")
                    .breaks("a/pom.xml", "<!-- one -->\n<dependency>\n</dependency>\n<dependency>\n</dependency>\n")
                    .allows("a/pom.xml", "<!-- Parses cron. -->\n<dependency>\n</dependency>\n"));

    private HouseRules() {}

    private static List<Finding> sqlInJava(Source source, Set<String> tree) {
        if (!source.isJava() || !source.path().startsWith("penstock-postgres/src/main/")) {
            return List.of();
        }
        return JavaText.of(source.text()).literals().stream()
                .filter(literal -> SQL.matcher(literal.value()).lookingAt())
                .filter(literal -> SQL_IN_JAVA.stream().noneMatch(exception -> exception.covers(source, literal)))
                .map(literal -> new Finding(
                        source.path(),
                        source.lineOf(literal.offset()),
                        "move the statement to a .sql resource, or add it to HouseRules.SQL_IN_JAVA with its reason"))
                .toList();
    }

    private static List<Finding> sqlHeader(Source source, Set<String> tree) {
        boolean statement = source.path().matches("[^/]+/src/main/resources/dev/penstock/.*/sql/.*\\.sql")
                && !source.path().contains("/migrations/");
        if (!statement) {
            return List.of();
        }
        var header =
                source.text().lines().takeWhile(line -> line.startsWith("--")).toList();
        var findings = new ArrayList<Finding>();
        String name = source.fileName().replaceFirst("\\.sql$", "");
        if (header.isEmpty() || !header.getFirst().matches("-- " + Pattern.quote(name) + ": \\S.*")) {
            findings.add(new Finding(source.path(), 1, "begin with \"-- " + name + ": what the statement does\""));
        }
        for (String key : List.of("locks", "index", "citus", "rows")) {
            if (header.stream().noneMatch(line -> line.matches("-- " + key + ": +\\S.*"))) {
                findings.add(new Finding(source.path(), 1, "say \"-- " + key + ": …\" in the header"));
            }
        }
        return findings;
    }

    private static List<Finding> oneTitle(Source source, Set<String> tree) {
        if (!source.path().endsWith(".md")) {
            return List.of();
        }
        var titles = TITLE.matcher(withoutFences(source.text())).results().toList();
        if (titles.size() == 1) {
            return List.of();
        }
        int line = titles.isEmpty() ? 1 : source.lineOf(titles.get(1).start());
        return List.of(new Finding(source.path(), line, "give the page one \"# title\", it has " + titles.size()));
    }

    private static List<Finding> relativeLinks(Source source, Set<String> tree) {
        if (!source.path().endsWith(".md")) {
            return List.of();
        }
        return LINK.matcher(withoutFences(source.text()))
                .results()
                .filter(link -> !link.group(1).matches("[a-z]+:.*") && !exists(source, link.group(1), tree))
                .map(link -> new Finding(
                        source.path(),
                        source.lineOf(link.start()),
                        "nothing is at " + link.group(1) + ": mend the link"))
                .toList();
    }

    private static boolean exists(Source source, String link, Set<String> tree) {
        String target = Path.of("/", source.path())
                .resolveSibling(link)
                .normalize()
                .toString()
                .substring(1)
                .replace('\\', '/');
        return target.isEmpty()
                || tree.contains(target)
                || tree.stream().anyMatch(path -> path.startsWith(target + "/"));
    }

    private static List<Finding> suppressions(Source source, Set<String> tree) {
        if (!source.isJava()) {
            return List.of();
        }
        var lines = source.text().lines().toList();
        return SUPPRESSION
                .matcher(JavaText.of(source.text()).code())
                .results()
                .map(match -> source.lineOf(match.start()))
                .filter(line -> {
                    String own = lines.get(line - 1);
                    String before = line > 1 ? lines.get(line - 2).strip() : "";
                    boolean reason = own.contains("//")
                            || own.contains("@Disabled(\"")
                            || before.startsWith("//")
                            || before.endsWith("*/");
                    return !reason;
                })
                .map(line -> new Finding(source.path(), line, "say why, in a comment on this line or the one before"))
                .toList();
    }

    private static List<Finding> dependencyReasons(Source source, Set<String> tree) {
        // The root's dependencyManagement pins versions; who uses a dependency says what for.
        if (!source.path().endsWith("/pom.xml")) {
            return List.of();
        }
        return DEPENDENCY
                .matcher(source.text())
                .results()
                .filter(match -> !source.text()
                        .substring(0, match.start())
                        .stripTrailing()
                        .endsWith("-->"))
                .map(match -> new Finding(
                        source.path(),
                        source.lineOf(match.start()),
                        "give the reason in a comment before the dependency"))
                .toList();
    }

    private static List<Finding> matches(Source source, Pattern pattern, String advice) {
        return pattern.matcher(source.text())
                .results()
                .map(match -> new Finding(source.path(), source.lineOf(match.start()), advice))
                .toList();
    }

    /** Blanks fenced code, keeping offsets and lines. */
    private static String withoutFences(String markdown) {
        return FENCE.matcher(markdown)
                .replaceAll((MatchResult match) -> match.group().replaceAll("[^\n]", " "));
    }
}

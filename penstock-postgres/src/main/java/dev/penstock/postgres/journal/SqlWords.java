package dev.penstock.postgres.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The words of a script, statement by statement, in lower case: what stands outside comments and quotes. */
final class SqlWords {

    private static final Pattern NO_WORD = Pattern.compile(
            "--[^\\n]*" // comment to the end of the line
                    + "|/\\*(?s:.*?)\\*/" // block comment
                    + "|[eE]'(?:[^'\\\\]++|\\\\.)*+'" // string with escapes
                    + "|'[^']*'" // string; a doubled quote ends one and begins the next
                    + "|\"[^\"]*\"" // quoted name
                    + "|(\\$\\w*\\$)(?s:.*?)\\1"); // dollar-quoted string

    private SqlWords() {}

    static List<List<String>> of(String sql) {
        var statements = new ArrayList<List<String>>();
        for (var statement :
                NO_WORD.matcher(sql).replaceAll(" ").toLowerCase(Locale.ROOT).split(";")) {
            var words = List.of(statement.strip().split("\\W+"));
            if (!words.getFirst().isEmpty()) {
                statements.add(words);
            }
        }
        return statements;
    }
}

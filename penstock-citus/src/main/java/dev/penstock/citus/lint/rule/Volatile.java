package dev.penstock.citus.lint.rule;

import java.util.HashSet;
import java.util.Set;

/** Functions that give another value each time, or at least in each transaction. */
final class Volatile {

    /** Each time. */
    static final Set<String> RANDOM = Set.of(
            "random",
            "gen_random_uuid",
            "uuid_generate_v1",
            "uuid_generate_v4",
            "uuidv4",
            "uuidv7",
            "nextval",
            "clock_timestamp",
            "timeofday",
            "setval",
            "txid_current",
            "pg_current_xact_id");

    /** Each time, or in each transaction. */
    static final Set<String> CHANGING = changing();

    /** The same, without parentheses. */
    static final Set<String> KEYWORDS = Set.of(
            "current_timestamp",
            "current_date",
            "current_time",
            "localtimestamp",
            "localtime",
            "current_user",
            "session_user");

    private Volatile() {}

    private static Set<String> changing() {
        var all = new HashSet<>(RANDOM);
        all.addAll(Set.of("now", "transaction_timestamp", "statement_timestamp", "age", "current_setting"));
        return Set.copyOf(all);
    }
}

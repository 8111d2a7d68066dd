package dev.penstock.citus.lint.known;

/** What a table has that Citus refuses or loses. */
public enum Trait {
    TRIGGER("a trigger"),
    RULE("a rule"),
    INHERITANCE("inheritance"),
    SUBQUERY_POLICY("a policy with a subquery"),
    PARTITIONED("partitions"),
    PARTITION("a partitioned parent"),
    MULTI_LEVEL("partitions of partitions"),
    COMMENT("comments"),
    VIEW_GRANTS("a view with grants"),
    REPLICA_IDENTITY("a replica identity");

    private final String words;

    Trait(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}

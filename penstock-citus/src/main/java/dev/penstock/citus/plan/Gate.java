package dev.penstock.citus.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What must hold before an operation begins. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Gate.Condition.class, name = "condition"),
    @JsonSubTypes.Type(value = Gate.Confirmation.class, name = "confirmation")
})
public sealed interface Gate {

    /** What is asked, for people. */
    String text();

    /**
     * Something that the database knows.
     *
     * @param sql a query of one boolean
     * @param text what does not hold when it is false, and what to do then
     */
    record Condition(String sql, String text) implements Gate {}

    /**
     * Something that only a person knows, such as that no program writes the old column any more.
     *
     * @param id of the confirmation, which is recorded once and counts for all operations that ask for it
     * @param text what the person confirms
     */
    record Confirmation(String id, String text) implements Gate {}
}

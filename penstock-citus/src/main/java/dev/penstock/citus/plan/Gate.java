package dev.penstock.citus.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.penstock.citus.catalog.QualifiedName;

/** What must hold before an operation begins. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Gate.Condition.class, name = "condition"),
    @JsonSubTypes.Type(value = Gate.Confirmation.class, name = "confirmation"),
    @JsonSubTypes.Type(value = Gate.Heartbeat.class, name = "heartbeat")
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
    record Confirmation(String id, String text) implements Gate {

        /** How the ids begin of what is confirmed of programs that may still run. */
        public static final String OF_PROGRAMS = "code-";
    }

    /**
     * What programs say of themselves: that none is alive that is too old. A person may confirm it nevertheless, under the same id.
     *
     * @param table in which they say their versions, for people
     * @param minimum the version that none alive may be below, for people
     * @param sql a query of those that are: a line for each, saying who it is. None opens the gate
     * @param text what must hold of all programs
     */
    record Heartbeat(String id, QualifiedName table, String minimum, String sql, String text) implements Gate {}
}

package dev.penstock.citus.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How an operation is taken back. Operations are taken back in the opposite order. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Reversal.By.class, name = "by"),
    @JsonSubTypes.Type(value = Reversal.Needless.class, name = "needless"),
    @JsonSubTypes.Type(value = Reversal.Impossible.class, name = "impossible")
})
public sealed interface Reversal {

    /**
     * By statements. Those of one transaction are run once, after an operation that took effect; of others each can be run again, and
     * when there is nothing to take back.
     */
    record By(Work.Statements statements) implements Reversal {}

    /** Nothing needs to be done: it goes with an earlier operation, or changed nothing that matters. */
    record Needless(String why) implements Reversal {}

    /** There is no way back behind it. */
    record Impossible(String why) implements Reversal {}
}

package dev.penstock.citus.apply;

/**
 * Something that must be mended before a plan can be applied.
 *
 * @param what is wrong, with its nouns
 * @param remedy what to do, as exactly as can be known
 */
public record Obstacle(String what, String remedy) {

    @Override
    public String toString() {
        return what + ": " + remedy;
    }
}

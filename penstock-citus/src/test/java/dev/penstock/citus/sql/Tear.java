package dev.penstock.citus.sql;

import java.util.List;
import java.util.Random;

/** Makes of a whole statement one that is most likely broken, as a slip of the hand would. */
enum Tear {
    /** Leaves a token out. */
    DROP {
        @Override
        String of(List<String> tokens, int at, Random random, List<String> others) {
            return joined(tokens.subList(0, at), "", tokens.subList(at + 1, tokens.size()));
        }
    },
    /** Says a token twice. */
    DOUBLE {
        @Override
        String of(List<String> tokens, int at, Random random, List<String> others) {
            return joined(tokens.subList(0, at + 1), tokens.get(at), tokens.subList(at + 1, tokens.size()));
        }
    },
    /** Puts a word between that belongs to no grammar. */
    FOREIGN {
        @Override
        String of(List<String> tokens, int at, Random random, List<String> others) {
            return joined(tokens.subList(0, at), "frob", tokens.subList(at, tokens.size()));
        }
    },
    /** Puts a token of another statement between. */
    STRAY {
        @Override
        String of(List<String> tokens, int at, Random random, List<String> others) {
            String stray = others.get(random.nextInt(others.size()));
            return joined(tokens.subList(0, at), stray, tokens.subList(at, tokens.size()));
        }
    },
    /** Puts a token of another statement in the place of one. */
    SWAP {
        @Override
        String of(List<String> tokens, int at, Random random, List<String> others) {
            String stray = others.get(random.nextInt(others.size()));
            return joined(tokens.subList(0, at), stray, tokens.subList(at + 1, tokens.size()));
        }
    },
    /** Cuts the tail off. */
    CUT {
        @Override
        String of(List<String> tokens, int at, Random random, List<String> others) {
            return joined(tokens.subList(0, Math.max(1, at)), "", List.of());
        }
    };

    /**
     * The torn statement.
     *
     * @param at the token that it happens to
     * @param others tokens of other statements
     */
    abstract String of(List<String> tokens, int at, Random random, List<String> others);

    private static String joined(List<String> before, String between, List<String> after) {
        return String.join(" ", before) + " " + between + " " + String.join(" ", after);
    }
}

package dev.penstock.bench.chaos;

import java.util.Optional;

/** Lines by which a worker process says what its callers do. One that was cut off by its death is recognised. */
final class Words {

    private static final String BEGUN = "begun";
    private static final String ACCEPTED = "accepted";
    private static final String ENDED = "ended";
    private static final String STOP = "|";

    private Words() {}

    static String begun(StartKey key) {
        return line(BEGUN, key, "");
    }

    static String accepted(StartKey key, String run) {
        return line(ACCEPTED, key, run);
    }

    static String ended(StartKey key, String output) {
        return line(ENDED, key, output);
    }

    private static String line(String verb, StartKey key, String said) {
        return String.join("\t", verb, key.tenant(), key.key(), Integer.toString(key.number()), said, STOP);
    }

    /** Writes what a line says into the ledger; nothing when it is no whole line. */
    static Optional<String> hear(String line, Ledger ledger) {
        var words = line.split("\t", -1);
        if (words.length != 6 || !words[5].equals(STOP)) {
            return Optional.empty();
        }
        var key = new StartKey(words[1], words[2], Integer.parseInt(words[3]));
        switch (words[0]) {
            case BEGUN -> ledger.begun(key);
            case ACCEPTED -> ledger.accepted(key, words[4]);
            case ENDED -> ledger.ended(key, words[4]);
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(words[0]);
    }
}

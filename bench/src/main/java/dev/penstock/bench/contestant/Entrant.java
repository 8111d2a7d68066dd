package dev.penstock.bench.contestant;

import java.util.Locale;

/** The contestants, in the order in which they take their turns. */
public enum Entrant {
    PENSTOCK("Penstock"),
    DBOS("DBOS Transact"),
    BARE("bare loop");

    private final String title;

    Entrant(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /** Also the name of its database and of its files. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    Contestant open(Setting setting) throws Exception {
        return switch (this) {
            case PENSTOCK -> new PenstockRuns(setting);
            case DBOS -> new DbosRuns(setting);
            case BARE -> new BareLoop(setting);
        };
    }
}

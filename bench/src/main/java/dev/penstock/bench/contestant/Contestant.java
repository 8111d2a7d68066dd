package dev.penstock.bench.contestant;

import java.util.Map;

/** Something that executes runs durably: a run counts as finished when a crash could no longer undo any step of it. */
interface Contestant extends AutoCloseable {

    Lap lap(Load load) throws Exception;

    /** What a reader of the numbers must know: versions, connections and other choices, by name. */
    Map<String, String> setUp();
}

package dev.penstock.citus.sql;

import org.jspecify.annotations.Nullable;

/** Where rules end that begin at a place, as far as it is known already. */
final class Found {

    /** Beyond this many places what is short is forgotten, so that a long list of rows does not fill the memory. */
    private static final int REMEMBERED = 1 << 19;

    /** What is shorter is quickly read again. */
    private static final int SHORT = 5;

    /** A place and a rule in one number, which is never 0. */
    private long[] keys = new long[1 << 6];

    private @Nullable Ends[] values = new Ends[keys.length];
    private int size;

    @Nullable
    Ends get(Form.Named rule, int at) {
        return values[slot(key(rule, at))];
    }

    void put(Form.Named rule, int at, Ends ends) {
        if (size >= REMEMBERED) {
            rehash(keys.length, SHORT);
            if (size >= REMEMBERED / 2) {
                rehash(keys.length, Integer.MAX_VALUE);
            }
        } else if (size * 2 >= keys.length) {
            rehash(keys.length * 2, Integer.MIN_VALUE);
        }
        long key = key(rule, at);
        int slot = slot(key);
        size += keys[slot] == 0 ? 1 : 0;
        keys[slot] = key;
        values[slot] = ends;
    }

    /** Into tables of that length, without what reaches less far. */
    private void rehash(int length, int shortest) {
        var oldKeys = keys;
        var oldValues = values;
        keys = new long[length];
        values = new Ends[length];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            var ends = oldValues[i];
            if (ends != null && ends.reach() - (oldKeys[i] >> 32) >= shortest) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = ends;
                size++;
            }
        }
    }

    private static long key(Form.Named rule, int at) {
        return ((long) at << 32) | (rule.number() + 1L);
    }

    /** Where the key is, or would be. */
    private int slot(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & (keys.length - 1);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }
}

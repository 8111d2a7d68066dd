package dev.penstock.citus.sql;

import java.util.Arrays;
import java.util.BitSet;

/** Places among tokens: ascending, no two alike, most often one. */
final class Ends {

    static final Ends NONE = new Ends(new int[0]);

    private final int[] places;

    private Ends(int[] places) {
        this.places = places;
    }

    static Ends of(int place) {
        return new Ends(new int[] {place});
    }

    boolean isEmpty() {
        return places.length == 0;
    }

    boolean contains(int place) {
        return Arrays.binarySearch(places, place) >= 0;
    }

    Ends and(Ends other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        var both = new Several();
        both.add(this);
        both.add(other);
        return both.ends();
    }

    /** Every place where the form may end that begins at one of these. */
    Ends then(Form form, Recognition recognition) {
        if (places.length == 1) {
            return form.ends(recognition, places[0]);
        }
        var reached = new Several();
        for (int place : places) {
            reached.add(form.ends(recognition, place));
        }
        return reached.ends();
    }

    /** Places that are gathered: a list of rows may end behind each of them. */
    static final class Several {

        private final BitSet places = new BitSet();
        private int offset = -1;

        /** The places that were new. */
        Ends add(Ends more) {
            int news = 0;
            int[] added = new int[more.places.length];
            for (int place : more.places) {
                if (offset < 0) {
                    offset = place;
                }
                if (place < offset) {
                    rebase(place);
                }
                if (!places.get(place - offset)) {
                    places.set(place - offset);
                    added[news++] = place;
                }
            }
            return news == added.length ? more : new Ends(Arrays.copyOf(added, news));
        }

        /** So that a few places far behind take as little room as those in front. */
        private void rebase(int place) {
            int by = offset - place;
            var moved = new BitSet();
            places.stream().forEach(bit -> moved.set(bit + by));
            places.clear();
            places.or(moved);
            offset = place;
        }

        Ends ends() {
            return places.isEmpty()
                    ? NONE
                    : new Ends(places.stream().map(bit -> bit + offset).toArray());
        }
    }
}

package dev.penstock.citus.sql;

import java.util.Arrays;

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

    /** The last place; 0 when there is none. */
    int reach() {
        return isEmpty() ? 0 : places[places.length - 1];
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

    /** Places that are gathered, nearly always in their order: a list of rows may end behind each of them. */
    static final class Several {

        private int[] places = new int[4];
        private int size;

        /** The places that were new. */
        Ends add(Ends more) {
            if (size == 0) {
                places = Arrays.copyOf(more.places, Math.max(4, more.places.length));
                size = more.places.length;
                return more;
            }
            int news = 0;
            int[] added = new int[more.places.length];
            for (int place : more.places) {
                if (insert(place)) {
                    added[news++] = place;
                }
            }
            return news == added.length ? more : news == 0 ? NONE : new Ends(Arrays.copyOf(added, news));
        }

        private boolean insert(int place) {
            int at = size;
            if (places[size - 1] >= place) {
                int known = Arrays.binarySearch(places, 0, size, place);
                if (known >= 0) {
                    return false;
                }
                at = -known - 1;
            }
            if (size == places.length) {
                places = Arrays.copyOf(places, size * 2);
            }
            System.arraycopy(places, at, places, at + 1, size - at);
            places[at] = place;
            size++;
            return true;
        }

        Ends ends() {
            return size == 0 ? NONE : new Ends(Arrays.copyOf(places, size));
        }
    }
}

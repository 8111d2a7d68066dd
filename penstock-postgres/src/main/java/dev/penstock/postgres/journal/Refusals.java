package dev.penstock.postgres.journal;

import dev.penstock.run.RunId;
import dev.penstock.store.Holding;
import dev.penstock.store.NewRun;
import dev.penstock.store.RunKey;
import dev.penstock.store.StartVerdict;
import dev.penstock.store.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** What an append call had to say; usually nothing. */
final class Refusals {

    static final Refusals NONE = new Refusals();

    private record Fence(RunKey run, long epoch) {}

    private final Set<Fence> superseded = new HashSet<>();
    private final Set<RunKey> existed = new HashSet<>();
    private final Set<RunKey> cancelRequested = new HashSet<>();

    static Refusals read(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return NONE;
        }
        var refusals = new Refusals();
        do {
            refusals.add(rows);
        } while (rows.next());
        return refusals;
    }

    private void add(ResultSet row) throws SQLException {
        var run = new RunKey(row.getString(2), new RunId(row.getObject(3, UUID.class)));
        switch (row.getString(1)) {
            case "superseded" -> superseded.add(new Fence(run, row.getLong(4)));
            case "existed" -> existed.add(run);
            case "cancel" -> cancelRequested.add(run);
            default -> throw new IllegalStateException("append returned verdict " + row.getString(1));
        }
    }

    /** The same, and this new run existed. */
    Refusals with(RunKey existing) {
        var more = new Refusals();
        more.superseded.addAll(superseded);
        more.existed.addAll(existed);
        more.existed.add(existing);
        more.cancelRequested.addAll(cancelRequested);
        return more;
    }

    Verdict of(Holding holding) {
        if (this == NONE) {
            return Verdict.RECORDED;
        }
        if (superseded.contains(new Fence(holding.run(), holding.epoch()))) {
            return Verdict.SUPERSEDED;
        }
        return cancelRequested.contains(holding.run()) ? Verdict.RECORDED_CANCEL_REQUESTED : Verdict.RECORDED;
    }

    StartVerdict of(NewRun start) {
        return existed.contains(start.key()) ? StartVerdict.EXISTED : StartVerdict.STARTED;
    }
}

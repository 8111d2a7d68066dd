package dev.penstock.postgres.fault;

import dev.penstock.postgres.ChildJvm;
import dev.penstock.postgres.schema.Move;
import dev.penstock.postgres.schema.MoveOptions;
import dev.penstock.postgres.schema.MoveWatcher;
import dev.penstock.postgres.sql.TenantType;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that moves an installation to Citus, in small parts, and can be killed meanwhile. */
final class Mover implements MoveWatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);

    final List<String> said = new ArrayList<>();

    static final MoveOptions IN_SMALL_PARTS = MoveOptions.defaults().withBatch(200);

    public static void main(String... arguments) throws Exception {
        ChildJvm.tell("begun");
        try (var connection = DriverManager.getConnection(arguments[0], arguments[1], arguments[2])) {
            new Move(connection, TenantType.TEXT, IN_SMALL_PARTS, new Mover()).carryOut(null);
        }
        ChildJvm.tell("moved");
    }

    @Override
    public void said(String what) {
        LOG.info("{}", what);
        said.add(what);
    }

    @Override
    public void copied(long runs, long of) {
        LOG.debug("copied {} of {} runs", runs, of);
    }

    @Override
    public void swapped(Duration stall) {
        said.add("writers waited for " + stall.toMillis() + " ms");
    }
}

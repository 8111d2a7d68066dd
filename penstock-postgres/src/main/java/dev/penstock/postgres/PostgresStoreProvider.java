package dev.penstock.postgres;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.postgres.embedded.EmbeddedOptions;
import dev.penstock.postgres.embedded.EmbeddedPostgres;
import dev.penstock.postgres.journal.Durability;
import dev.penstock.postgres.journal.Isolation;
import dev.penstock.postgres.journal.JournalOptions;
import dev.penstock.postgres.pool.Connections;
import dev.penstock.postgres.pool.FirstSaid;
import dev.penstock.postgres.pool.Server;
import dev.penstock.postgres.schema.Distribution;
import dev.penstock.postgres.schema.Migrator;
import dev.penstock.postgres.shard.Shards;
import dev.penstock.postgres.sql.Statements;
import dev.penstock.postgres.sql.TenantType;
import dev.penstock.postgres.sql.Trouble;
import dev.penstock.store.Store;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreProvider;
import dev.penstock.store.StoreSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Opens stores on PostgreSQL: embedded, by URL, or over the application's own pool. */
public final class PostgresStoreProvider implements StoreProvider {

    private static final int CONNECTIONS_MIN = 3;

    @Override
    public Store open(StoreSource source, StoreOptions options) {
        return open(source, options, JournalOptions.defaults());
    }

    Store open(StoreSource source, StoreOptions options, JournalOptions journal) {
        if (options.connections() < CONNECTIONS_MIN) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPTION,
                    "a store with " + options.connections() + " connections; accepted is " + CONNECTIONS_MIN
                            + " or more: one per journal lane, one for transactional steps and one for everything else");
        }
        var lanes = journal.withLanes(Math.min(journal.lanes(), options.connections() - (spare(options) ? 3 : 2)));
        return switch (source) {
            case StoreSource.Url(var url, var user, var password) -> {
                var server = Server.at(url, user, password);
                yield open(
                        database -> database + " at " + url.replaceAll("\\?.*", ""), server, options, lanes, () -> {});
            }
            case StoreSource.Pooled(var pool) -> {
                var prepared = prepared(pool, options);
                yield new PostgresStore(
                        database -> database + " over the application's pool",
                        prepared.statements(),
                        prepared.tenantType(),
                        prepared.shards(),
                        Connections.of(pool, forCallers(options, lanes)),
                        pool,
                        spare(options) ? pool : null,
                        lanes,
                        () -> {});
            }
            case StoreSource.Embedded(var directory) -> {
                var embedded = EmbeddedOptions.defaults().withProgress(options.progress());
                yield open(EmbeddedPostgres.open(directory, embedded), options, lanes);
            }
        };
    }

    private static Store open(EmbeddedPostgres embedded, StoreOptions options, JournalOptions journal) {
        try {
            var server = Server.at(embedded.jdbcUrl(), embedded.user(), embedded.password());
            // The directory belongs to this process alone, so whoever held a lease before is dead.
            var store = open(database -> embedded.toString(), server, options, journal, embedded);
            store.takeOverAll();
            return store;
        } catch (RuntimeException refused) {
            embedded.close();
            throw refused;
        }
    }

    private static PostgresStore open(
            UnaryOperator<String> described,
            DataSource server,
            StoreOptions options,
            JournalOptions journal,
            AutoCloseable stopped) {
        var prepared = prepared(server, options);
        var shards = prepared.shards();
        var connected = FirstSaid.on(server, prepared.statements().statement("shard/plan_anew"), shards::exist);
        return new PostgresStore(
                described,
                prepared.statements(),
                prepared.tenantType(),
                shards,
                Connections.pooling(connected, forCallers(options, journal)),
                connected,
                spare(options) ? server : null,
                journal,
                stopped);
    }

    /** Whether a connection can be spared to listen. */
    private static boolean spare(StoreOptions options) {
        return options.connections() > CONNECTIONS_MIN;
    }

    private static int forCallers(StoreOptions options, JournalOptions journal) {
        return options.connections() - journal.lanes() - (spare(options) ? 1 : 0);
    }

    /** What a database turned out to be. */
    private record Prepared(TenantType tenantType, Statements statements, Shards shards) {}

    private static Prepared prepared(DataSource server, StoreOptions options) {
        var tenantType = TenantType.ofLabel(options.tenantType());
        try (var connection = server.getConnection()) {
            connection.setAutoCommit(true);
            new Migrator(connection, tenantType, options.progress()).migrate();
            var prepared = prepared(connection, tenantType, options);
            Durability.require(connection, prepared.statements(), prepared.shards());
            Isolation.require(connection, prepared.statements());
            return prepared;
        } catch (SQLException refused) {
            throw Trouble.coded("opening the store", refused);
        }
    }

    private static Prepared prepared(Connection connection, TenantType tenantType, StoreOptions options)
            throws SQLException {
        var statements = new Statements(tenantType);
        var distribution = new Distribution(connection, tenantType, options.progress());
        if (distribution.onCitus()) {
            if (distribution.awaitsMove()) {
                options.progress()
                        .accept(
                                "the database is on Citus and the runs are on its coordinator; 'penstock schema upgrade' moves them"
                                        + " to their shards, while workers go on");
            } else {
                distribution.complete(null);
            }
        }
        return new Prepared(tenantType, statements, Shards.of(connection, statements, tenantType));
    }
}

package dev.penstock;

import dev.penstock.codec.JsonCodec;
import dev.penstock.codec.PayloadCodec;
import dev.penstock.engine.Client;
import dev.penstock.engine.Engine;
import dev.penstock.engine.EngineOptions;
import dev.penstock.engine.Entrance;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.queue.Allowance;
import dev.penstock.queue.Queue;
import dev.penstock.store.Store;
import dev.penstock.store.StoreOptions;
import dev.penstock.store.StoreProvider;
import dev.penstock.store.StoreSource;
import dev.penstock.tenant.Spread;
import dev.penstock.workflow.Workflow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open Penstock: a store, and a worker that executes the registered workflows in this process unless it was opened as
 * a {@linkplain Builder#client() client}.
 *
 * <pre>{@code
 * try (var penstock = Penstock.embedded().register(FULFIL).start()) {
 *     var receipt = penstock.tenant("acme").start(FULFIL, order).result();
 * }
 * }</pre>
 *
 * <p>Threads: any. Closing hands unfinished runs over; they go on from their last recorded step when a worker that has
 * their workflow registered finds them, this process after its next start included.
 */
public final class Penstock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Penstock.class);

    private final Store store;
    private final Entrance entrance;

    private Penstock(Store store, Entrance entrance) {
        this.store = store;
        this.entrance = entrance;
    }

    /** A PostgreSQL of this process's own, with its data kept in {@code .penstock/} of the working directory. */
    public static Builder embedded() {
        return embedded(Path.of(".penstock"));
    }

    /** A PostgreSQL of this process's own, with its data kept in {@code directory}; one process at a time. */
    public static Builder embedded(Path directory) {
        return new Builder(new StoreSource.Embedded(directory));
    }

    /** A PostgreSQL server, by JDBC URL. */
    public static Builder connect(String url, @Nullable String user, @Nullable String password) {
        return new Builder(new StoreSource.Url(url, user, password));
    }

    /** A PostgreSQL server, over a pool that the application made and closes itself. */
    public static Builder connect(DataSource pool) {
        return new Builder(new StoreSource.Pooled(pool));
    }

    /** One tenant's runs. Errors: an unusable name → {@code PEN-1015}. */
    public Tenant tenant(String name) {
        return new Tenant(name, entrance, store);
    }

    /** The queues that there are, and their limits. */
    public Queues queues() {
        return new Queues(store);
    }

    /** What tenants may use, of those that were given an {@linkplain Tenant#allow allowance}, by name. */
    public Map<String, Allowance> allowances() {
        return store.allowances().tenants();
    }

    /** The tenants that are {@linkplain Tenant#spread spread} over buckets, by name. */
    public Map<String, Spread> spreads() {
        return store.spreads();
    }

    /** One line that says what kind of store this is and where; no secrets. */
    public String description() {
        return store.description();
    }

    /** Hands unfinished runs over and lets go of everything. Steps under way have five seconds before they are interrupted. */
    @Override
    public void close() {
        entrance.close();
        store.close();
    }

    /** What to open and how. Not for use by several threads. */
    public static final class Builder {

        private final StoreSource source;
        private final List<Workflow<?, ?>> workflows = new ArrayList<>();
        private final List<Queue> queues = new ArrayList<>();
        private StoreOptions storeOptions = StoreOptions.defaults();
        private EngineOptions engineOptions = EngineOptions.defaults();
        private PayloadCodec codec = new JsonCodec();

        private Builder(StoreSource source) {
            this.source = source;
        }

        /** Workflows that this process executes, starts and calls; several versions of one may stand side by side. */
        public Builder register(Workflow<?, ?>... workflows) {
            this.workflows.addAll(List.of(workflows));
            return this;
        }

        /**
         * Queues that are made when it opens, unless there are some of those names. What stands in the database counts:
         * where it is something else this is said in a warning, and {@link Queues#set} changes it, for all workers.
         */
        public Builder queues(Queue... queues) {
            this.queues.addAll(List.of(queues));
            return this;
        }

        /** How payloads become JSON text and back; Jackson unless told. */
        public Builder codec(PayloadCodec codec) {
            this.codec = codec;
            return this;
        }

        /** How this process works, for example {@code options -> options.withSlots(100)}. */
        public Builder worker(UnaryOperator<EngineOptions> change) {
            this.engineOptions = change.apply(engineOptions);
            return this;
        }

        /** The most database connections held at once, 3 or more; 10 unless told. */
        public Builder connections(int most) {
            this.storeOptions = new StoreOptions(most, storeOptions.tenantType(), storeOptions.progress());
            return this;
        }

        /** The type of the tenant column when the schema is installed: {@code text} unless told, {@code uuid}, {@code bigint}. */
        public Builder tenantType(String type) {
            this.storeOptions = new StoreOptions(storeOptions.connections(), type, storeOptions.progress());
            return this;
        }

        /** Is told in a few words what takes long while opening, such as the first start of an embedded database. */
        public Builder progress(Consumer<String> listener) {
            this.storeOptions = new StoreOptions(storeOptions.connections(), storeOptions.tenantType(), listener);
            return this;
        }

        /**
         * Opens the store, installs or upgrades its schema, takes over what a dead process left, and begins to execute.
         *
         * <p>Errors: no store module on the class path → {@code PEN-3001}; the database cannot be reached → {@code
         * PEN-3002}; a workflow registered twice → {@code PEN-1002}.
         */
        public Penstock start() {
            return open(store -> new Engine(store, workflows, codec, engineOptions), "");
        }

        /**
         * Opens the store for a process that runs no worker: it starts, lists, awaits and cancels runs that workers
         * elsewhere execute. It holds no lease, executes nothing, and needs no workflow registered.
         *
         * <p>Errors: as {@link #start()}. An embedded store has no workers elsewhere: what is started there is executed
         * after its next {@link #start()}.
         */
        public Penstock client() {
            return open(store -> new Client(store, codec, engineOptions.payloadCharsMax()), ", without a worker");
        }

        private Penstock open(Function<Store, Entrance> entrance, String manner) {
            var store = provider().open(source, storeOptions);
            try {
                queues.forEach(new Queues(store)::declare);
                var penstock = new Penstock(store, entrance.apply(store));
                LOG.info("Penstock is open: {}{}", store.description(), manner);
                return penstock;
            } catch (RuntimeException | Error e) {
                store.close();
                throw e;
            }
        }

        private static StoreProvider provider() {
            return ServiceLoader.load(StoreProvider.class)
                    .findFirst()
                    .orElseThrow(() -> new PenstockException(
                            ErrorCode.STORE_MISSING,
                            "no store on the class path; add the dependency dev.penstock:penstock-postgres"));
        }
    }

    /** The grace that {@link #close()} gives, for those who want another. */
    public void close(Duration grace) {
        entrance.close(grace);
        store.close();
    }
}

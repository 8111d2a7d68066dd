package dev.penstock.store;

/** How a store module is found: a {@link java.util.ServiceLoader} service. */
public interface StoreProvider {

    /** Opens the store, installs or upgrades its schema, and is ready when it returns. */
    Store open(StoreSource source, StoreOptions options);
}

package dev.penstock.store;

import java.util.function.Consumer;

/**
 * What a store is told when it is opened.
 *
 * @param connections the most connections it may hold at once, 3 or more
 * @param tenantType {@code text}, {@code uuid} or {@code bigint}: the type of the tenant column when the schema is
 *     installed; an installation of another type is refused with {@code PEN-3009}
 * @param progress told in a few words what takes long while opening
 */
public record StoreOptions(int connections, String tenantType, Consumer<String> progress) {
    public static StoreOptions defaults() {
        return new StoreOptions(10, "text", step -> {});
    }
}

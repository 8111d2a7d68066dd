package dev.penstock.postgres;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of what a store does, run once on each kind of store. */
@ParameterizedClass(name = "{0}")
@EnumSource(TestStore.class)
abstract class EachStore {

    @Parameter
    @SuppressWarnings("NullAway.Init") // JUnit sets it first
    TestStore on;

    /** A store of this kind on an empty database. */
    Fixture create() {
        return Fixture.create(on);
    }
}

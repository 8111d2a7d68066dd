package dev.penstock.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadTest {

    @ParameterizedTest
    @CsvSource({"acme~0, acme", "acme~17, acme", "a~1~2, a~1", "acme~~3, acme~", "7~7, 7"})
    void the_name_of_a_bucket_says_whose_it_is(String stored, String tenant) {
        assertThat(Spread.isBucket(stored)).isTrue();
        assertThat(Spread.tenantOf(stored)).isEqualTo(tenant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "acme~", "acme~x", "acme~1x", "~1", "17", "acme-17", "acme~ 1", "acme~\u0661"})
    void other_names_are_tenants(String stored) {
        assertThat(Spread.isBucket(stored)).isFalse();
        assertThat(Spread.tenantOf(stored)).isEqualTo(stored);
    }

    @Test
    void a_bucket_is_told_from_every_tenant() {
        assertThat(Spread.tenantOf(Spread.bucket("acme~", 3))).isEqualTo("acme~");
    }
}

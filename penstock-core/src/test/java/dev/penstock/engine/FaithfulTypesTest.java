package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FaithfulTypesTest {

    record Money(String currency, long cents) {}

    record Cart(List<String> lines) {}

    private final FaithfulTypes types = new FaithfulTypes();

    private void cameBackEqual(Object value, int times) {
        for (int i = 0; i < times; i++) {
            types.cameBack(value, value);
        }
    }

    @Test
    void a_plain_record_is_trusted_after_ten_equal_copies() {
        var money = new Money("EUR", 7);
        cameBackEqual(money, 9);
        assertThat(types.trusts(money)).isFalse();
        cameBackEqual(money, 1);
        assertThat(types.trusts(money)).isTrue();
    }

    @Test
    void one_unequal_copy_is_never_forgotten() {
        var money = new Money("EUR", 7);
        types.cameBack(money, new Money("EUR", 0));
        cameBackEqual(money, 100);
        assertThat(types.trusts(money)).isFalse();
    }

    @Test
    void what_could_be_changed_through_its_parts_is_never_trusted() {
        var cart = new Cart(List.of("a"));
        cameBackEqual(cart, 100);
        assertThat(types.trusts(cart)).isFalse();
    }
}

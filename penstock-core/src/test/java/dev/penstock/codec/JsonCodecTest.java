package dev.penstock.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonCodecTest {

    private final JsonCodec codec = new JsonCodec();

    record Line(String sku, int count) {}

    record Order(
            String id,
            List<Line> lines,
            Instant at,
            @Nullable String note) {}

    @Test
    void records_lists_times_and_nulls_come_back() {
        var order = new Order("o-1", List.of(new Line("a", 2)), Instant.parse("2026-01-01T00:00:00Z"), null);

        assertThat(codec.decode(codec.encode(order), PayloadType.of(Order.class)))
                .isEqualTo(order);
    }

    @Test
    void generic_types_come_back_as_what_they_were() {
        var lines = List.of(new Line("a", 1), new Line("b", 2));
        var byName = Map.of("first", lines);

        assertThat(codec.decode(codec.encode(lines), PayloadType.listOf(Line.class)))
                .isEqualTo(lines);
        assertThat(codec.decode(codec.encode(byName), new PayloadType<Map<String, List<Line>>>() {}))
                .isEqualTo(byName);
    }

    @Test
    void null_is_null_and_void_is_void() {
        assertThat(codec.encode(null)).isEqualTo("null");
        assertThat(codec.decode("null", PayloadType.of(Void.class))).isNull();
    }

    @Test
    void payloads_of_an_older_or_newer_class_can_be_read() {
        assertThat(codec.decode("{\"sku\":\"a\",\"colour\":\"red\"}", PayloadType.of(Line.class)))
                .isEqualTo(new Line("a", 0));
    }
}

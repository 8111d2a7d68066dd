package dev.penstock.codec;

import java.lang.reflect.Type;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The default codec: Jackson, records and java.time out of the box, unknown fields ignored and absent primitives zero,
 * so that a payload written by an older or newer version of a class can still be read.
 */
public final class JsonCodec implements PayloadCodec {

    private final JsonMapper mapper;
    private final ConcurrentHashMap<Type, ObjectReader> readers = new ConcurrentHashMap<>();

    public JsonCodec() {
        this(JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build());
    }

    /** Uses a mapper of the application's own making. */
    public JsonCodec(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public String encode(@Nullable Object value) {
        return mapper.writeValueAsString(value);
    }

    @Override
    public <T> @Nullable T decode(String json, PayloadType<T> type) {
        return readers.computeIfAbsent(type.reflected(), this::readerFor).readValue(json);
    }

    private ObjectReader readerFor(Type type) {
        JavaType javaType = mapper.constructType(type);
        return mapper.readerFor(javaType);
    }
}

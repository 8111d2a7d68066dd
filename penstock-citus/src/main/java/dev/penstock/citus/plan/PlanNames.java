package dev.penstock.citus.plan;

import dev.penstock.citus.catalog.QualifiedName;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Names of tables as SQL takes them: {@code app."Order"}. */
final class PlanNames {

    static final JacksonModule MODULE = new SimpleModule("plan names")
            .addSerializer(QualifiedName.class, new Writer())
            .addDeserializer(QualifiedName.class, new Reader());

    private PlanNames() {}

    private static final class Writer extends StdSerializer<QualifiedName> {

        Writer() {
            super(QualifiedName.class);
        }

        @Override
        public void serialize(QualifiedName name, JsonGenerator out, SerializationContext context) {
            out.writeString(name.quoted());
        }
    }

    private static final class Reader extends StdDeserializer<QualifiedName> {

        Reader() {
            super(QualifiedName.class);
        }

        @Override
        public QualifiedName deserialize(JsonParser in, DeserializationContext context) {
            String text = in.getValueAsString("");
            return QualifiedName.parse(text)
                    .orElseThrow(() -> new IllegalArgumentException("\"" + text
                            + "\" is no table's name; write schema.table, with quotation marks where SQL needs them"));
        }
    }
}

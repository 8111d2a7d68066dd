package dev.penstock.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {

    private static final String EVERYWHERE = "Größe ☃ \uD83D\uDE80 \u007f \" \\ \n";

    @Test
    void itIsAsciiAndSaysTheSame() {
        var json = Json.write(Map.of("key", EVERYWHERE));

        assertThat(json).isPrintable().matches("\\p{ASCII}*");
        assertThat(new JsonMapper().readTree(json).get("key").asString()).isEqualTo(EVERYWHERE);
    }

    @Test
    void whatIsAsciiStaysAsItIs() {
        assertThat(Json.ascii("{\"a\":\"b\\n\"}")).isEqualTo("{\"a\":\"b\\n\"}");
    }
}

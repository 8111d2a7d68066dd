package dev.penstock.citus.plan.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.catalog.QualifiedName;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NamesTest {

    private static final QualifiedName ONE = new QualifiedName("app", "eu_orders");
    private static final QualifiedName OTHER = new QualifiedName("app_eu", "orders");

    @Test
    void tablesOfDifferentSchemasShareNoHelper() {
        assertThat(Names.helper("fill", ONE).name()).isEqualTo("fill_app_eu_orders");
        assertThat(Names.helper("fill", OTHER).name()).startsWith("fill_app_eu_orders_");
        assertThat(Names.quarantine(ONE).name()).isEqualTo("app_eu_orders");
        assertThat(Names.quarantine(OTHER).name()).startsWith("app_eu_orders_");
    }

    @Test
    void theyAreShortEnoughAndStillDifferent() {
        var rest = "_and_more".repeat(8);
        assertThat(Stream.of(ONE, OTHER)
                        .map(name -> new QualifiedName(name.schema(), name.name() + rest))
                        .map(name -> Names.helper("fill", name).name()))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.length() <= 63);
    }
}

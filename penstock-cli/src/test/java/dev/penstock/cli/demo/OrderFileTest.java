package dev.penstock.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderFileTest {

    private static final String FIRST = "10001,oak-books,KT-301,\"Kettle, 1.7 l\",2,84.00";

    @Test
    void aRowBecomesAnOrder() {
        var file = read(FIRST);

        assertThat(file.skipped()).isEmpty();
        assertThat(file.orders()).containsExactly(new Order("oak-books", "10001", "KT-301", 2, 8_400));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "10002,oak-books,KT-301,Kettle,84.00        | 5 columns instead of 6",
                "10002,oak-books,KT-301,Kettle,red,2,84.00  | 7 columns instead of 6",
                "''                                         | 1 columns instead of 6",
                "10002,oak-books,KT-301,\"Kettle,2,84.00    | a quote is not closed",
                "',oak-books,KT-301,Kettle,2,84.00'         | the order id is empty",
                "10002,,KT-301,Kettle,2,84.00               | the tenant is empty",
                "10002,oak-books,KT/301,Kettle,2,84.00      | the catalogue has no SKU 'KT/301'",
                "10002,oak-books,KT-301,Kettle,0,84.00      | the quantity '0' is not a number from 1 to 99",
                "10002,oak-books,KT-301,Kettle,100,84.00    | the quantity '100' is not a number from 1 to 99",
                "10002,oak-books,KT-301,Kettle,2,84         | the amount '84' is not a number with two decimals",
                "10002,oak-books,KT-301,Kettle,2,-84.00     | the amount '-84.00' is not a number with two decimals",
                "10002,oak-books,KT-301,Kettle,2,48.00      | the amount 48.00 is not 2 times 42.00",
                "10001,oak-books,KT-301,Kettle,1,42.00      | order 10001 of tenant oak-books already stands in line 2",
            })
    void aBadRowIsSkippedByLineWithItsReason(String row, String reason) {
        var file = read(FIRST, row, "10003,oak-books,KT-301,Kettle,1,42.00");

        assertThat(file.skipped()).containsExactly(new SkippedRow(3, reason));
        assertThat(file.orders()).extracting(Order::id).containsExactly("10001", "10003");
    }

    @Test
    void tenantsCountTheirOrdersApart() {
        var file = read(FIRST, FIRST.replace("oak", "elm"));

        assertThat(file.skipped()).isEmpty();
        assertThat(file.orders()).extracting(Order::tenant).containsExactly("oak-books", "elm-books");
    }

    @Test
    void aSkippedRowDoesNotReserveItsId() {
        var file = read("10001,oak-books,KT-301,Kettle,2,1.00", FIRST);

        assertThat(file.skipped()).extracting(SkippedRow::line).containsExactly(2);
        assertThat(file.orders()).hasSize(1);
    }

    @Test
    void theGeneratorStillMakesTheFileThatIsCheckedIn() {
        assertThat(DemoResource.text("orders.csv")).isEqualTo(new OrderFileGenerator().generate());
    }

    @Test
    void theFileIsOfRealSizeAndShape() {
        var file = OrderFile.load();
        int bad = OrderFileGenerator.Damage.values().length * OrderFileGenerator.DAMAGED_EACH;
        var perTenant = file.orders().stream()
                .collect(Collectors.groupingBy(Order::tenant, Collectors.counting()))
                .values();

        assertThat(file.skipped()).hasSize(bad);
        assertThat(file.orders()).hasSize(OrderFileGenerator.ROWS - bad);
        assertThat(perTenant).hasSize(OrderFileGenerator.TENANTS);
        assertThat(Collections.max(perTenant)).isGreaterThan(700);
        assertThat(Collections.min(perTenant)).isBetween(1L, 30L);
        assertThat(file.orders()).anyMatch(Order::waitsForRestock);
        assertThat(file.skipped().stream()
                        .map(row -> row.reason().replaceAll("['\\d].*", ""))
                        .collect(Collectors.groupingBy(Function.identity())))
                .as("kinds of bad rows")
                .hasSizeGreaterThan(7);
    }

    private static OrderFile read(String... rows) {
        return OrderFile.read(CsvLine.of(OrderFile.HEADER) + "\n" + String.join("\n", rows) + "\n", Catalogue.load());
    }
}

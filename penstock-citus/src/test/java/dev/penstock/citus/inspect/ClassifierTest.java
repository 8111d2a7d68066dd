package dev.penstock.citus.inspect;

import static dev.penstock.citus.catalog.DistributionState.CITUS_LOCAL;
import static dev.penstock.citus.catalog.DistributionState.HASH;
import static dev.penstock.citus.catalog.DistributionState.LEGACY;
import static dev.penstock.citus.catalog.DistributionState.REFERENCE;
import static dev.penstock.citus.catalog.DistributionState.SINGLE_SHARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.catalog.ForeignKey.Action;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.inspect.Note.Weight;
import dev.penstock.citus.inspect.TenantSource.Cast;
import dev.penstock.citus.inspect.TenantSource.Own;
import dev.penstock.citus.inspect.TenantSource.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {

    private final Draft draft = new Draft();

    @BeforeEach
    void root() {
        draft.table("tenants", "id uuid", "name text");
        draft.table("orders", "id bigint", "tenant_id uuid", "note text?");
        draft.references("orders", "tenant_id", "tenants", "id");
    }

    @ParameterizedTest
    @CsvSource({"tenant,true", "Tenant Id,true", "TENANTID,true", "tenant_uuid,true", "tenants_id,false", "owner,false"
    })
    void spellingsOfOneName(String column, boolean meant) {
        var key = new TenantKey("tenant_id", "uuid", null, null, "");

        assertThat(key.isMeantBy(column)).isEqualTo(meant);
    }

    @Test
    void tenantIsFoundByItsUsualNameAndItsRootByForeignKeys() {
        var tenant = classify(null).tenant();

        assertThat(tenant.column()).isEqualTo("tenant_id");
        assertThat(tenant.type()).isEqualTo("uuid");
        assertThat(tenant.root()).isEqualTo(new QualifiedName("s", "tenants"));
        assertThat(tenant.rootColumn()).isEqualTo("id");
    }

    @Test
    void twoUsualNamesAreNotChosenFrom() {
        draft.table("a", "id bigint", "account_id uuid");

        assertThatThrownBy(() -> classify(null))
                .hasMessageStartingWith("PEN-6007")
                .hasMessageContaining("account_id (1 tables)")
                .hasMessageContaining("--column");
        assertThatThrownBy(() -> classify("customer"))
                .hasMessageStartingWith("PEN-6007: no table has a column like customer");
    }

    @Test
    void ofTwoLevelsTheUpperOneIsTheTenant() {
        draft.table("workspaces", "id bigint", "tenant_id uuid");
        draft.references("workspaces", "tenant_id", "tenants", "id");
        for (String table : List.of("boards", "cards", "labels")) {
            draft.table(table, "id bigint", "workspace_id bigint");
            draft.references(table, "workspace_id", "workspaces", "id");
        }

        var classification = classify(null);

        assertThat(classification.tenant().column()).isEqualTo("tenant_id");
        assertThat(Draft.of(classification, "boards").source()).asString().isEqualTo("workspace_id → s.workspaces");
    }

    @Test
    void anAttributeOfTheTenantIsNotItsRival() {
        var bare = new Draft();
        bare.table("orgs", "id uuid", "customer_id text?");
        bare.table("orders", "id bigint", "org_id uuid");
        bare.table("lines", "id bigint", "order_id bigint");
        bare.references("orders", "org_id", "orgs", "id").references("lines", "order_id", "orders", "id");

        assertThat(Classifier.classify(bare.catalog(), null, null).tenant().column())
                .isEqualTo("org_id");
    }

    @Test
    void tenantOfTheCustomersIsTheTenantEvenWithoutATableOfTenants() {
        var bare = new Draft();
        bare.table("customers", "id bigint", "tenant_id bigint");
        bare.table("orders", "id bigint", "customer_id bigint");
        bare.table("lines", "id bigint", "order_id bigint");
        bare.references("orders", "customer_id", "customers", "id").references("lines", "order_id", "orders", "id");

        assertThat(Classifier.classify(bare.catalog(), null, null).tenant().column())
                .isEqualTo("tenant_id");
    }

    @Test
    void aUsualNameInACornerIsNotTheTenant() {
        draft.table("projects", "id bigint", "note text");
        for (String table : List.of("issues", "boards")) {
            draft.table(table, "id bigint", "project_id bigint");
            draft.references(table, "project_id", "projects", "id");
        }

        assertThatThrownBy(() -> classify(null))
                .hasMessageStartingWith("PEN-6007: no column is clearly the tenant's: tenant_id leads to 1 tables")
                .hasMessageContaining("project_id (2 tables), tenant_id (1 tables)");
        assertThat(classify("tenant_id").tenant().column()).isEqualTo("tenant_id");
    }

    @Test
    void rootIsFoundByNameWhereNoForeignKeyLeadsToIt() {
        var bare = new Draft();
        bare.table("companies", "id bigint");
        bare.table("jobs", "id bigint", "company_id bigint");

        var tenant = Classifier.classify(bare.catalog(), null, null).tenant();

        assertThat(tenant.root()).isEqualTo(new QualifiedName("s", "companies"));
        assertThat(tenant.type()).isEqualTo("bigint");
    }

    @Test
    void ownColumnIsReady() {
        assertThat(classOf("orders")).isEqualTo(TableClass.READY);
        assertThat(verdict("orders").source()).isInstanceOf(Own.class);
        assertThat(verdict("tenants").why()).isEqualTo("the root: one row for each tenant");
    }

    @Test
    void columnOfAnotherTypeNeedsACast() {
        draft.table("old", "id bigint", "tenant text");

        assertThat(verdict("old").source()).isInstanceOf(Cast.class);
        assertThat(classOf("old")).isEqualTo(TableClass.NEEDS_BACKFILL);
        assertThat(verdict("old").why()).isEqualTo("column is text, the tenant is uuid");
    }

    @Test
    void columnOfTheRightTypeGoesBeforeTheExactSpelling() {
        draft.table("both", "id bigint", "tenant_id text", "tenant uuid?");

        assertThat(verdict("both").source()).asString().isEqualTo("tenant");
        assertThat(verdict("both").fallback()).asString().isEqualTo("tenant_id (text to uuid)");
    }

    @Test
    void oneForeignKeyToTheRootIsTheTenantWhateverItIsCalled() {
        draft.table("bills", "id bigint", "payer uuid");
        draft.references("bills", "payer", "tenants", "id");

        assertThat(verdict("bills").source()).asString().isEqualTo("payer");
    }

    @Test
    void twoForeignKeysToTheRootAreReported() {
        draft.table("deals", "id bigint", "buyer uuid", "seller uuid");
        draft.references("deals", "buyer", "tenants", "id").references("deals", "seller", "tenants", "id");

        assertThat(classOf("deals")).isEqualTo(TableClass.NEEDS_BACKFILL);
        assertThat(notes("deals", Weight.DECIDE))
                .contains("another way to a tenant is just as good: seller → s.tenants");
    }

    @Test
    void childGetsItsTenantOverTheForeignKey() {
        draft.table("lines", "id bigint", "order_id bigint");
        draft.table("parts", "id bigint", "line_id bigint?");
        draft.references("lines", "order_id", "orders", "id").references("parts", "line_id", "lines", "id");

        assertThat(verdict("lines").source()).asString().isEqualTo("order_id → s.orders");
        assertThat(verdict("parts").source())
                .asString()
                .isEqualTo("line_id → s.lines (may be null), order_id → s.orders");
        assertThat(classOf("parts")).isEqualTo(TableClass.NEEDS_BACKFILL);
    }

    @Test
    void pathThatCannotBeNullGoesBeforeAShorterOne() {
        draft.table("lines", "id bigint", "order_id bigint");
        draft.table("parts", "id bigint", "line_id bigint", "order_id bigint?");
        draft.references("lines", "order_id", "orders", "id")
                .references("parts", "line_id", "lines", "id")
                .references("parts", "order_id", "orders", "id");

        var parts = verdict("parts");

        assertThat(parts.source()).asString().isEqualTo("line_id → s.lines, order_id → s.orders");
        assertThat(parts.otherPaths()).extracting(Path::toString).containsExactly("order_id → s.orders (may be null)");
        assertThat(notes("parts", Weight.DECIDE)).isEmpty();
    }

    @Test
    void whatOneRowOfATenantRefersToIsThatTenants() {
        draft.table("contents", "id bigint", "body text");
        draft.table("pages", "id bigint", "content_id bigint");
        draft.table("files", "id bigint", "order_id bigint", "content_id bigint")
                .unique("one_file", List.of("content_id"));
        draft.references("files", "order_id", "orders", "id")
                .references("files", "content_id", "contents", "id")
                .references("pages", "content_id", "contents", "id");

        assertThat(verdict("contents").source())
                .asString()
                .isEqualTo("the row of s.files whose content_id refers to it, order_id → s.orders");
        assertThat(notes("contents", Weight.DECIDE)).contains("must write the tenant when it inserts");
        assertThat(verdict("pages").source())
                .as("its parts")
                .asString()
                .startsWith("content_id → s.contents, the row of s.files");
    }

    @Test
    void whatSeveralRowsOfTenantsReferToIsShared() {
        draft.table("contents", "id bigint", "body text");
        draft.table("files", "id bigint", "order_id bigint", "content_id bigint")
                .unique("one_file", List.of("content_id"));
        draft.table("letters", "id bigint", "order_id bigint", "content_id bigint")
                .unique("not_one", List.of("order_id", "content_id"));
        draft.references("files", "order_id", "orders", "id")
                .references("files", "content_id", "contents", "id")
                .references("letters", "order_id", "orders", "id")
                .references("letters", "content_id", "contents", "id");

        assertThat(classOf("contents")).isEqualTo(TableClass.REFERENCE);
    }

    @Test
    void theOwnerGoesBeforeAReferenceThatMayBeNull() {
        draft.table("mails", "id bigint", "tenant_id uuid");
        draft.table("settings", "id bigint", "mail_id bigint?");
        draft.table("teams", "id bigint", "tenant_id uuid", "settings_id bigint")
                .unique("its_own", List.of("settings_id"));
        draft.references("settings", "mail_id", "mails", "id").references("teams", "settings_id", "settings", "id");

        var settings = verdict("settings");

        assertThat(settings.source()).asString().isEqualTo("the row of s.teams whose settings_id refers to it");
        assertThat(settings.otherPaths()).extracting(Path::toString).containsExactly("mail_id → s.mails (may be null)");
    }

    @Test
    void cyclesAndSelfReferencesEnd() {
        draft.table("a", "id bigint", "b bigint", "a bigint?");
        draft.table("b", "id bigint", "a bigint", "o bigint?");
        draft.references("a", "b", "b", "id")
                .references("b", "a", "a", "id")
                .references("a", "a", "a", "id")
                .references("b", "o", "orders", "id");

        assertThat(verdict("a").source()).asString().isEqualTo("b → s.b, o → s.orders (may be null)");
        assertThat(verdict("b").otherPaths()).isEmpty();
    }

    @Test
    void namesSuggestWhatNobodyDeclared() {
        draft.table("lines", "id bigint", "order_id bigint");
        draft.table("others", "id bigint", "order_id text");

        assertThat(verdict("lines").source())
                .asString()
                .isEqualTo("order_id → s.orders (by name only, no foreign key)");
        assertThat(notes("lines", Weight.DECIDE)).contains("rests on names alone");
        assertThat(classOf("others")).as("another type").isEqualTo(TableClass.LOCAL);
    }

    @Test
    void namesThatMeanSomethingInOneReadingOnlyAreAskedAbout() {
        draft.table("tb_user", "user_no bigint", "tenant_id uuid");
        draft.table("credentials", "key_no bigint", "user_id bigint");
        draft.table("secrets", "secret_no bigint", "credential text");
        draft.references("secrets", "secret_no", "credentials", "key_no");
        draft.table("cart_item", "id bigint", "tenant_id uuid");
        draft.table("wish_item", "id bigint", "tenant_id uuid");
        draft.table("prices", "price_no bigint", "item_id bigint");

        assertThat(verdict("credentials").source())
                .asString()
                .isEqualTo("user_id → s.tb_user (by name only, no foreign key)");
        assertThat(notes("credentials", Weight.DECIDE)).contains("rests on names alone");
        assertThat(verdict("secrets").source())
                .asString()
                .isEqualTo("secret_no → s.credentials, user_id → s.tb_user (by name only, no foreign key)");
        assertThat(verdict("prices").why()).contains("item_id could mean any of s.cart_item, s.wish_item");
    }

    @Test
    void tableOfThatVeryNameWithoutTenantDoesNotHideTheOneThatHasIt() {
        draft.table("users", "id bigint");
        draft.table("tb_user", "user_no bigint", "tenant_id uuid");
        draft.table("credentials", "key_no bigint", "user_id bigint");

        assertThat(verdict("credentials").source())
                .asString()
                .isEqualTo("user_id → s.tb_user (by name only, no foreign key)");
    }

    @Test
    void whatBelongsToATableThatIsDistributedAlreadySaysSo() {
        draft.table("tb_user", "tenant_id uuid", "user_no bigint")
                .key("user_no")
                .is(HASH, "tenant_id");
        draft.table("credentials", "key_no bigint", "user_id bigint");
        draft.table("dag", "tenant_id uuid", "id bigint", "at date")
                .key("id", "at")
                .is(HASH, "tenant_id");
        draft.table("dag_data", "no bigint", "dag_id bigint", "dag_at date");

        assertThat(verdict("credentials").why())
                .contains(
                        "user_id would mean s.tb_user, which is distributed: without tenant_id it may be rows of several"
                                + " tenants, so fill in tenant_id yourself, or undistribute s.tb_user and plan both together");
        assertThat(verdict("dag_data").why()).contains("dag_id, dag_at would mean s.dag, which is distributed");
        assertThat(notes("dag_data", Weight.NOTE)).contains("give it a column tenant_id");
    }

    @Test
    void whatTenantsShareIsSharedWhateverItsColumnsAreCalled() {
        draft.table("tb_user", "user_no bigint", "tenant_id uuid");
        draft.table("countries", "id bigint", "user_id bigint");
        draft.references("orders", "note", "countries", "id");

        assertThat(classOf("countries")).isEqualTo(TableClass.REFERENCE);
    }

    @Test
    void whatStaysLocalSaysWhyItsColumnsLeadNowhere() {
        draft.table("users", "id bigint");
        draft.table("events", "id bigint", "entity_type text", "entity_id uuid");
        draft.table("logins", "id bigint", "user_id bigint", "order_id text", "planet_id int");
        draft.table("plain", "id bigint", "name text");

        assertThat(verdict("events").why())
                .contains("entity_id refers to rows of several tables, entity_type says which");
        assertThat(verdict("logins").why())
                .contains(
                        "user_id seems to mean s.users, which has no tenant either",
                        "order_id is text and seems to mean s.orders, whose key is bigint",
                        "planet_id is not named like any table");
        assertThat(notes("logins", Weight.NOTE)).contains("NOT VALID", "column tenant_id", "--reference s.logins");
        assertThat(verdict("plain").why()).contains("none of its columns is named like a reference");
        assertThat(notes("plain", Weight.NOTE)).doesNotContain("--reference");
    }

    @Test
    void declaredPathGoesBeforeAGuess() {
        draft.table("lines", "id bigint", "order_id bigint", "item bigint?");
        draft.table("items", "id bigint", "tenant_id uuid");
        draft.references("lines", "item", "items", "id");

        assertThat(verdict("lines").source()).asString().isEqualTo("item → s.items (may be null)");
    }

    @Test
    void whatTenantsReferToIsAReferenceTableAndWhatThatRefersToAsWell() {
        draft.table("countries", "id bigint", "region bigint");
        draft.table("regions", "id bigint");
        draft.table("versions", "id bigint");
        draft.references("orders", "note", "countries", "id").references("countries", "region", "regions", "id");

        assertThat(classOf("countries")).isEqualTo(TableClass.REFERENCE);
        assertThat(classOf("regions")).isEqualTo(TableClass.REFERENCE);
        assertThat(verdict("regions").why()).isEqualTo("no tenant; a reference table refers to it");
        assertThat(classOf("versions")).isEqualTo(TableClass.LOCAL);
    }

    @Test
    void largeReferenceTablesAreADecision() {
        draft.table("places", "id bigint").rows(2_000_000);
        draft.references("orders", "note", "places", "id");

        assertThat(notes("places", Weight.DECIDE)).contains("large for a reference table");
    }

    @Test
    void partitionsFollowTheirParent() {
        draft.table("events", "id bigint", "tenant_id uuid").partitioned();
        draft.table("events_1", "id bigint", "tenant_id uuid").partitionOf("events");

        assertThat(classOf("events_1")).isEqualTo(TableClass.READY);
        assertThat(verdict("events_1").why()).isEqualTo("partition of s.events");
    }

    @Test
    void whatCitusRefusesIsBlocked() {
        draft.table("twice", "id bigint", "tenant_id uuid").partitioned();
        draft.table("twice_1", "id bigint", "tenant_id uuid").partitioned().partitionOf("twice");
        draft.table("animals", "id bigint", "tenant_id uuid");
        draft.table("dogs", "id bigint", "tenant_id uuid").inherits("animals");
        draft.table("far", "id bigint", "tenant_id uuid").foreign();
        draft.table("guarded", "id bigint", "tenant_id uuid").policyWithSubquery("own");
        draft.table("shared", "id bigint", "tenant_id uuid", "small integer");
        draft.sequence("numbers", "shared", "id", "bigint", "small", "integer");
        draft.table("hidden", "id bigint identity", "tenant_id uuid").is(CITUS_LOCAL, null);
        draft.table("odd", "id bigint", "tenant_id json");

        assertThat(List.of("twice", "twice_1", "animals", "dogs", "far", "guarded", "shared", "hidden", "odd"))
                .allSatisfy(name -> assertThat(classOf(name)).as(name).isEqualTo(TableClass.BLOCKED));
        assertThat(verdict("odd").why()).contains("json").contains("no hash operator class");
        assertThat(verdict("shared").why()).contains("split it");
        assertThat(verdict("dogs").why()).isEqualTo("inherits from s.animals: Citus refuses inheritance");
    }

    @Test
    void guaranteesThatChangeAreDecisions() {
        draft.table("items", "id bigint", "tenant_id uuid", "code text", "order_id bigint")
                .unique("items_code", List.of("code"))
                .unique("items_hole", List.of("code"), "tenant_id")
                .unique("items_fine", List.of("tenant_id", "code"))
                .exclusion("items_excl", List.of("tenant_id", "code"), List.of("<>", "="))
                .exclusion("items_excl_fine", List.of("tenant_id", "code"), List.of("=", "="))
                .trigger("touch");
        draft.references("items", "order_id", "orders", "id", Action.SET_NULL, Action.CASCADE, false);

        assertThat(classOf("items")).isEqualTo(TableClass.READY);
        assertThat(notes("items", Weight.DECIDE))
                .contains("unique items_code (code) lacks the tenant")
                .contains("unique items_hole (code) carries the tenant as INCLUDE only")
                .doesNotContain("items_fine")
                .contains("exclusion constraint items_excl does not")
                .doesNotContain("items_excl_fine")
                .contains("ON DELETE SET NULL")
                .contains("ON UPDATE CASCADE")
                .contains("trigger touch calling s.f");
        assertThat(notes("items", Weight.NOTE)).contains("is NOT VALID").contains("primary key (id) gets the tenant");
    }

    @Test
    void setNullTowardsAReferenceTableIsFine() {
        draft.table("countries", "id bigint");
        draft.references("orders", "note", "countries", "id", Action.SET_NULL, Action.CASCADE, true);

        assertThat(notes("orders", Weight.DECIDE)).isEmpty();
    }

    @Test
    void referrersThatWouldNotBeDistributedAreReported() {
        draft.references("unseen", "order_id", "orders", "id");

        assertThat(notes("orders", Weight.DECIDE))
                .contains(
                        "foreign key unseen_order_id_fkey of s.unseen refers to it, and that table was not inspected");
    }

    @Test
    void whatIsDistributedAlreadyIsToldApart() {
        draft.table("done", "id bigint", "tenant_id uuid").is(HASH, "tenant_id").stranded(8192);
        draft.table("wrong", "id bigint", "tenant_id uuid").is(HASH, "id");
        draft.table("copied", "id bigint", "tenant_id uuid").is(REFERENCE, null);
        draft.table("codes", "id bigint").is(REFERENCE, null);
        draft.table("single", "id bigint", "tenant_id uuid").is(SINGLE_SHARD, null);
        draft.table("legacy", "id bigint", "tenant_id uuid").is(LEGACY, "tenant_id");
        draft.table("converted", "id bigint", "tenant_id uuid").is(CITUS_LOCAL, null);

        assertThat(classOf("done")).isEqualTo(TableClass.DISTRIBUTED);
        assertThat(notes("done", Weight.DECIDE)).contains("8192 bytes of rows are left");
        assertThat(classOf("wrong")).isEqualTo(TableClass.BLOCKED);
        assertThat(classOf("copied")).isEqualTo(TableClass.BLOCKED);
        assertThat(classOf("codes")).isEqualTo(TableClass.REFERENCE);
        assertThat(classOf("single")).isEqualTo(TableClass.DISTRIBUTED);
        assertThat(classOf("legacy")).isEqualTo(TableClass.BLOCKED);
        assertThat(classOf("converted")).as("its rows are where they were").isEqualTo(TableClass.READY);
    }

    private Classification classify(@Nullable String column) {
        return Classifier.classify(draft.catalog(), column, null);
    }

    private Verdict verdict(String table) {
        return Draft.of(classify("tenant_id"), table);
    }

    private TableClass classOf(String table) {
        return verdict(table).tableClass();
    }

    private String notes(String table, Weight weight) {
        return verdict(table).notes().stream()
                .filter(note -> note.weight() == weight)
                .map(Note::text)
                .collect(Collectors.joining("\n"));
    }
}

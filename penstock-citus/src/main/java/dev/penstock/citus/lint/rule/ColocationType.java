package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Column;
import dev.penstock.citus.lint.known.Regclass;
import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.TypeNames;
import java.util.Objects;
import java.util.Optional;

/** The distribution column differs from that of the anchor. */
final class ColocationType implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT004",
                Severity.ERROR,
                "The distribution column differs from that of the anchor",
                "Give the column the exact type and collation of the anchor first");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.distributing()) {
            var mine = Distributing.column(scene, call);
            var anchor = call.argument("colocate_with", 3).flatMap(Regclass::of).flatMap(scene::table);
            var theirs = anchor.flatMap(
                    table -> Optional.ofNullable(table.distributionColumn()).flatMap(table::column));
            if (mine.isPresent() && theirs.isPresent() && !alike(mine.get(), theirs.get())) {
                scene.report(
                        call.span(),
                        "%s is %s, the distribution column of %s is %s",
                        mine.get().name(),
                        described(mine.get()),
                        anchor.orElseThrow().name(),
                        described(theirs.get()));
            }
        }
    }

    private static boolean alike(Column mine, Column theirs) {
        return TypeNames.withoutModifiers(mine.type()).equals(TypeNames.withoutModifiers(theirs.type()))
                && Objects.equals(mine.collation(), theirs.collation());
    }

    private static String described(Column column) {
        return column.collation() == null ? column.type() : column.type() + " collate " + column.collation();
    }
}

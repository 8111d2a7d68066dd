package dev.penstock.citus.lint.rule;

import java.util.List;
import java.util.stream.Stream;

/** All rules, by their ids. A new one is a class, an entry here and a page. */
public final class Rules {

    public static final List<Rule> ALL = List.of(
            new ShadowRows(),
            new SizeGuard(),
            new ImplicitColocation(),
            new ColocationType(),
            new KeyWithoutColumn(),
            new IncludedColumn(),
            new NullableColumn(),
            new ComponentOrder(),
            new ConcurrentlyInTransaction(),
            new ConcurrentlyWithForeignKeys(),
            new IdentityReset(),
            new ConcurrentlyLoses(),
            new OutputPlugin(),
            new NoReplicaIdentity(),
            new Undistributable(),
            new HardCodedId(),
            new NarrowSequence(),
            new SharedSequence(),
            new PresenceMeansDistributed(),
            new ConcurrentlyTiny(),
            new TruncateCascades(),
            new LocalToDistributed(),
            new ReferenceToDistributed(),
            new ForeignKeyPosition(),
            new SetNullOnTenant(),
            new LocalToReference(),
            new ForeignKeyValidates(),
            new CheckValidates(),
            new CheckLeftNotValid(),
            new DropConstraintCascade(),
            new KeyBuiltUnderLock(),
            new CombinedConstraint(),
            new UnnamedInAddColumn(),
            new RenameConstraint(),
            new UniqueGivenUp(),
            new UnsafeSetting(),
            new ConflictTarget(),
            new NoLockTimeout(),
            new UniqueConcurrently(),
            new IndexBlocksWrites(),
            new IndexNotRepeatable(),
            new PartitionedConcurrently(),
            new NotNullScans(),
            new CatalogWrite(),
            new RunCommand(),
            new SequenceDdl(),
            new DistributionColumnDdl(),
            new VolatileDefault(),
            new RefusedOnDistributed(),
            new TriggerOnDistributed(),
            new PolicySubquery(),
            new WriteThroughView(),
            new TruncateWidely(),
            new AlterDropsForeignKeys(),
            new UndistributeRefused(),
            new NameWithoutSchema(),
            new DdlOnWorker(),
            new LongName(),
            new ManyLocks(),
            new ColumnUpdated(),
            new WholeTable(),
            new CtidBatch(),
            new VolatileWrite(),
            new LockAcrossShards(),
            new JoinAcrossShards(),
            new NoPruning(),
            new InsertPulled(),
            new MergeFromLocal(),
            new Sleep(),
            new ReferenceAfterParallel(),
            new NodeLocal(),
            new TargetTwice(),
            new NeedlesslyOutside(),
            new NotMarkedOutside(),
            new NotAnalysed());

    /** Found by the linter itself, in the comments. */
    public static final Card UNREASONED = new Card(
            "CIT901", Severity.ERROR, "A suppression without a reason", "-- penstock:allow <rule> because <reason>");

    /** Found by the linter itself, in the comments. */
    public static final Card UNUSED =
            new Card("CIT902", Severity.WARNING, "A suppression that suppresses nothing", "Remove the comment");

    private Rules() {}

    /** The card of a rule. */
    public static Card card(String id) {
        return cards().stream()
                .filter(card -> card.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rule is called " + id));
    }

    /** The cards of all that the text shows. */
    public static List<Card> cards() {
        return Stream.concat(ALL.stream().map(Rule::card), Stream.of(UNREASONED, UNUSED))
                .toList();
    }
}

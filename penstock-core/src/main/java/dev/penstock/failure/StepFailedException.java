package dev.penstock.failure;

/**
 * A step failed for good: its attempts are used up, or its failure is not one to retry.
 *
 * <p>Thrown to workflow code the same way whether the step has just failed or its failure is replayed from the history,
 * so what was thrown by the step's function is available as data ({@link #failure()}), not as a cause.
 */
public final class StepFailedException extends PenstockException implements CarriesFailure {

    private static final long serialVersionUID = 1L;

    private final String step;
    private final int attempts;
    private final transient Failure failure;

    public StepFailedException(ErrorCode code, String step, int attempts, Failure failure) {
        super(
                code,
                "step " + step + " failed after " + attempts + (attempts == 1 ? " attempt: " : " attempts: ")
                        + failure.summary());
        this.step = step;
        this.attempts = attempts;
        this.failure = failure;
    }

    /** Name and occurrence, such as {@code charge#2}. */
    public String step() {
        return step;
    }

    public int attempts() {
        return attempts;
    }

    @Override
    public Failure failure() {
        return failure;
    }
}

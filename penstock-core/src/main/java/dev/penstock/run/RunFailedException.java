package dev.penstock.run;

import dev.penstock.failure.CarriesFailure;
import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.Failure;
import dev.penstock.failure.PenstockException;

/** A run finished without an output: it failed, timed out or was cancelled, see {@link #code()}. */
public final class RunFailedException extends PenstockException implements CarriesFailure {

    private static final long serialVersionUID = 1L;

    private final String tenant;
    private final transient RunId run;
    private final transient Failure failure;

    public RunFailedException(ErrorCode code, String tenant, String workflow, RunId run, Failure failure) {
        super(code, "run " + run + " of workflow " + workflow + ", tenant " + tenant + ": " + failure.summary());
        this.tenant = tenant;
        this.run = run;
        this.failure = failure;
    }

    public String tenant() {
        return tenant;
    }

    public RunId run() {
        return run;
    }

    @Override
    public Failure failure() {
        return failure;
    }
}

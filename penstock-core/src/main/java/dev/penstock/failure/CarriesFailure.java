package dev.penstock.failure;

/** An exception that stands for a failure recorded elsewhere, which becomes its cause when it is recorded in turn. */
public interface CarriesFailure {
    Failure failure();
}

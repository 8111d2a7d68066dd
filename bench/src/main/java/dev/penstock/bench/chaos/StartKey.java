package dev.penstock.bench.chaos;

/** A start as its caller means it: attempted as often as need be, it is one run. */
record StartKey(String tenant, String key, int number) {}

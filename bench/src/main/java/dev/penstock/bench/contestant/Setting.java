package dev.penstock.bench.contestant;

/** Where a contestant keeps its data and with how many connections; 0 leaves the number to the contestant. */
public record Setting(String url, String user, String password, int connections) {}

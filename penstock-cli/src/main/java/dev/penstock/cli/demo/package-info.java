/**
 * The demo: an order fulfilment over a file of real size and shape, and a proof from the database that it did what a
 * durable workflow promises, also when its worker is killed half way.
 *
 * <h2>Who does what</h2>
 *
 * <p>The demo's own process owns the embedded PostgreSQL, reads the order file, watches and proves. The worker executes
 * the workflow; it knows the database by its URL only. In a plain demo it is an object in the same process. In a crash
 * demo it is a process of its own that is really killed: the database is not part of what dies, as it would not be in
 * production, and nothing that the worker held in memory can help the one that follows it.
 *
 * <h2>What is simulated, and what is not</h2>
 *
 * <p>Stock, payment and notification stand for other companies' systems: they take some milliseconds, fail as decided by
 * a hash of tenant and order, and keep a book of their own of every call they got ({@code demo.call}), committed apart
 * from Penstock's transactions. Shipments are the application's own rows ({@code demo.shipment}), written by a
 * transactional step. <em>No unique key protects them</em>: nothing but Penstock keeps an order from being shipped twice.
 */
@NullMarked
package dev.penstock.cli.demo;

import org.jspecify.annotations.NullMarked;

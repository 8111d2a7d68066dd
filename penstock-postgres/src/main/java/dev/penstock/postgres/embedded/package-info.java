/**
 * A PostgreSQL that belongs to a process: unpacked, initialised, started, found again after a crash, and stopped.
 *
 * <h2>Why our own</h2>
 *
 * <p>The binaries are the ones that zonky publishes on Maven Central. Its launcher is made for tests that throw their
 * data away: after a {@code kill -9} of the JVM the next start hangs and fails, it trusts every connection, and it
 * turns fsync off.
 *
 * <h2>Identity</h2>
 *
 * <pre>
 * .penstock/                 the directory; one process at a time uses it
 *   owner.lock               locked by that process, and its pid
 *   postgres/                the server's home; comes into being whole, by a rename
 *     data/                  PG_VERSION is the memory of the major version
 *     password               of the superuser penstock; mode 600
 *     postgres.log           and postgres.log.1, at most 10 MB each at the time of a start
 *   initialising-*           a home in the making; deleted by the next first start
 *   cache/                   the binaries, only where ~/.cache/penstock cannot serve
 * </pre>
 *
 * <h2>States</h2>
 *
 * <pre>
 *             initdb + rename              start                    connects, same settings
 *   (nothing) ---------------> stopped -----------------> running &lt;--------------------------- orphaned
 *                                 ^        close, exit       |                                    ^
 *                                 +--------------------------+------- kill -9 of the owner -------+
 * </pre>
 *
 * <p>An orphan with other settings, other binaries or another port than asked for is stopped and started anew. Which it
 * is stands in {@code postgresql.conf}, which is written before every start.
 *
 * <h2>Trust</h2>
 *
 * <p>The directory is ours while the operating system says that we hold the lock; what is written in owner.lock only
 * serves the error message. {@code postmaster.pid} is hearsay until the process of that id is seen to have our data
 * directory among its arguments. A server is ours once it lets our password in.
 *
 * <h2>What happens when</h2>
 *
 * <pre>
 * kill -9 of the owner                     the server lives on; the next open adopts it
 * kill -9 of the owner and the server      the next open starts it; it replays its log
 * kill -9 of the server                    sessions fail; close and open again; the next start waits for sessions
 *                                          that have not noticed
 * kill -9 while unpacking, initialising    the next open starts over; leftovers are deleted
 * SIGTERM, Ctrl-C, System.exit             the shutdown hook stops the server, also in the middle of close()
 * Ctrl-C in a terminal                     reaches the owner only: pg_ctl puts the server in a group of its own
 * restart of the machine, pid reused       postmaster.pid is deleted, PostgreSQL alone would refuse to start
 * a second process on the directory        PEN-5001 at once, with the directory and the owner's pid
 * another major version                    PEN-5002, the data are left alone
 * disk full                                PEN-5004 or PEN-5006 with the reason; nothing that was committed is lost
 * </pre>
 *
 * <h2>Root</h2>
 *
 * <p>PostgreSQL refuses to run as root. Root starts it in a user namespace ({@code unshare -U}: works below {@code
 * /root}, files stay root's), or as {@code postgres} or {@code nobody} by setpriv or runuser, who must be able to enter
 * the directory. See {@link dev.penstock.postgres.embedded.Privileges}.
 *
 * <h2>Not guaranteed</h2>
 *
 * <ul>
 *   <li>An orphan is not stopped until the next open: nobody is there to do it.
 *   <li>The unpacked binaries are not forced to disk. After a power cut they may be damaged: delete the folder in
 *       {@code ~/.cache/penstock}.
 *   <li>File locks on network file systems are as good as those are; so is PostgreSQL on them.
 *   <li>The binaries bring an OpenSSL that gets no more fixes; the server neither offers TLS nor listens beyond
 *       127.0.0.1. It is not a server for others.
 *   <li>Windows is provided for and has not been tried.
 * </ul>
 */
@NullMarked
package dev.penstock.postgres.embedded;

import org.jspecify.annotations.NullMarked;

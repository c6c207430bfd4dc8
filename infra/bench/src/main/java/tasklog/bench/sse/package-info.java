/** Streams of events: how many, what they cost, how fast they are. */
@NullMarked
package tasklog.bench.sse;

import org.jspecify.annotations.NullMarked;

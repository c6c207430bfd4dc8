/** Measures the stream from the log to the rows, and the rebuild of these. */
@NullMarked
package tasklog.bench.stream;

import org.jspecify.annotations.NullMarked;

/** What was measured, in words and in JSON. */
@NullMarked
package tasklog.bench.report;

import org.jspecify.annotations.NullMarked;

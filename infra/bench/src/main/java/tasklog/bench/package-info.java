/** Measurements as programs. */
@NullMarked
package tasklog.bench;

import org.jspecify.annotations.NullMarked;

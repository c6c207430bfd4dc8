/** Fault tests as programs. */
@NullMarked
package tasklog.chaos;

import org.jspecify.annotations.NullMarked;

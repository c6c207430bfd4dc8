/** Servers that are killed and started again at the same place. */
@NullMarked
package tasklog.chaos.server;

import org.jspecify.annotations.NullMarked;

/** How events look outside a process: names, versions, JSON, CloudEvents headers, topics. */
@NullMarked
package tasklog.events.wire;

import org.jspecify.annotations.NullMarked;

/** The events of an account as an answer that goes on: server-sent events. */
@NullMarked
package tasklog.projection.history.stream;

import org.jspecify.annotations.NullMarked;

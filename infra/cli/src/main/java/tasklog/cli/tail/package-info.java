/** The command tail: the stream of events as lines, in the order of their positions. */
@NullMarked
package tasklog.cli.tail;

import org.jspecify.annotations.NullMarked;

/** What can have happened: sealed events, their values, and nothing that knows a framework. */
@NullMarked
package tasklog.events;

import org.jspecify.annotations.NullMarked;

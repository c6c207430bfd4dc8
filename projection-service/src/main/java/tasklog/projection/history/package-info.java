/** What has happened: the history of each task, and the events of an account as a feed. */
@NullMarked
package tasklog.projection.history;

import org.jspecify.annotations.NullMarked;

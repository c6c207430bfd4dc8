/** What a view cannot apply, set aside by owner: its tables, and its copies on the dead-letter topic. */
@NullMarked
package tasklog.projection.feed.parking;

import org.jspecify.annotations.NullMarked;

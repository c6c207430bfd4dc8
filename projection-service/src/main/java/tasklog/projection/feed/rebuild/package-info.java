/** Makes the tables of a view again, beside the live ones, and puts them in their place. */
@NullMarked
package tasklog.projection.feed.rebuild;

import org.jspecify.annotations.NullMarked;

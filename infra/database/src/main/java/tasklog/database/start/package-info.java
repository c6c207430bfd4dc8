/** What a service makes sure of when it starts: that its connections are protected, and that its schema is its own. */
@NullMarked
package tasklog.database.start;

import org.jspecify.annotations.NullMarked;

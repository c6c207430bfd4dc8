/** The projection under kills of its processes, of Kafka and of its database. */
@NullMarked
package tasklog.chaos.projection;

import org.jspecify.annotations.NullMarked;

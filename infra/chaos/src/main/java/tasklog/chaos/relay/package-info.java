/** The relay under kills of its processes, of Kafka and of PostgreSQL. */
@NullMarked
package tasklog.chaos.relay;

import org.jspecify.annotations.NullMarked;

/** Store to Kafka: one leader, in order, exactly once. */
@NullMarked
package tasklog.command.relay;

import org.jspecify.annotations.NullMarked;

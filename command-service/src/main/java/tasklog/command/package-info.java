/** The command service: decides commands, stores events, relays them to Kafka. */
@NullMarked
package tasklog.command;

import org.jspecify.annotations.NullMarked;

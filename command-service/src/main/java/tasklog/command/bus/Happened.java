package tasklog.command.bus;

import java.time.Instant;
import tasklog.events.TasklogEvent;

/**
 * An event in its place.
 *
 * @param at when it happened
 */
public record Happened(TasklogEvent event, long position, Instant at) {}

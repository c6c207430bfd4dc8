package tasklog.events;

/** Something that has happened to what an owner has. The owner's events are one ordered stream. */
public sealed interface TasklogEvent permits TaskEvent, TagEvent, AccountEvent {

  OwnerId owner();
}

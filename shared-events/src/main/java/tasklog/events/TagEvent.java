package tasklog.events;

/** What can have happened to a tag. */
public sealed interface TagEvent extends TasklogEvent {

  TagId tagId();

  record TagCreated(OwnerId owner, TagId tagId, String name) implements TagEvent {}

  record TagRenamed(OwnerId owner, TagId tagId, String oldName, String newName) implements TagEvent {}

  /** @param name the name that is free again */
  record TagDeleted(OwnerId owner, TagId tagId, String name) implements TagEvent {}
}

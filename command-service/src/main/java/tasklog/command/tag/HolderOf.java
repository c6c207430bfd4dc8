package tasklog.command.tag;

import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.jspecify.annotations.Nullable;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Part;
import tasklog.command.bus.TagNames;
import tasklog.command.tag.HolderOf.Holder;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;

/**
 * Which of an owner's tags has a name.
 *
 * @param name folded
 */
record HolderOf(OwnerId owner, String name) implements Part<Holder> {

  /** @param tag null when the name is free */
  record Holder(@Nullable TagId tag) {

    static final Holder NOBODY = new Holder(null);
  }

  static HolderOf name(OwnerId owner, String name) {
    return new HolderOf(owner, TagNames.fold(name));
  }

  @Override
  public EventCriteria criteria() {
    return EventCriteria.havingTags(EventTags.foldedTagName(owner, name));
  }

  @Override
  public Holder initial() {
    return Holder.NOBODY;
  }

  @Override
  public Holder evolve(Holder holder, Happened happened) {
    if (!(happened.event() instanceof TagEvent event) || !event.owner().equals(owner)) {
      return holder;
    }
    return switch (event) {
      case TagCreated(_, var tag, var made) -> is(made) ? new Holder(tag) : holder;
      case TagRenamed(_, var tag, var old, var next) -> is(next)
          ? new Holder(tag)
          : without(holder, tag, old);
      case TagDeleted(_, var tag, var last) -> without(holder, tag, last);
    };
  }

  private Holder without(Holder holder, TagId tag, String released) {
    return is(released) && tag.equals(holder.tag()) ? Holder.NOBODY : holder;
  }

  private boolean is(String spelled) {
    return name.equals(TagNames.fold(spelled));
  }
}

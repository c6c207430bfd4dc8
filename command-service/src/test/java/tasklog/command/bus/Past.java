package tasklog.command.bus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import tasklog.command.store.KeyedEvents;
import tasklog.command.store.LastEvents;
import tasklog.command.store.LastEvents.Last;

/** What a decider knows once certain events have happened. */
public final class Past {

  private Past() {}

  /** Folds the events, in their order, as the command's parts do. */
  public static <C extends Command<S>, S> S scope(Decider<C, S> decider, C command, List<Happened> past) {
    var facts = new ArrayList<Fact<?>>();
    decider.parts(command).forEach(part -> facts.add(fact(part, past)));
    return decider.scope(command, Known.before(facts).read(past, Long.MAX_VALUE));
  }

  private static <P> Fact<P> fact(Part<P> part, List<Happened> past) {
    return part instanceof BriefPart<P> brief
        ? Fact.nothing(part).after(last(brief.events(), past))
        : Fact.nothing(part);
  }

  /** As the log finds them. */
  private static LastEvents last(KeyedEvents events, List<Happened> past) {
    var last = new HashMap<UUID, Last>();
    var keys = Set.copyOf(events.keys());
    for (var happened : past) {
      var type = EventNames.type(happened.event()).qualifiedName();
      if (events.types().contains(type)) {
        EventTags.of(happened.event()).stream()
            .flatMap(tag -> EventTags.key(events.kind(), tag).stream()).filter(keys::contains)
            .forEach(key -> last.put(key, new Last(key, type, happened.event().owner().value())));
      }
    }
    return new LastEvents(0, List.copyOf(last.values()));
  }

  /** What a command comes to by the rules alone: its events, or the reason why it is refused. */
  public static Object outcome(List<Decider<?, ?>> deciders, Command<?> command, List<Happened> past) {
    var decider = deciders.stream().filter(one -> one.commands().isInstance(command)).findFirst()
        .orElseThrow();
    return outcome(decider, command, past);
  }

  @SuppressWarnings("unchecked") // the decider is the command's
  private static <C extends Command<S>, S> Object outcome(Decider<C, S> decider, Command<?> command,
      List<Happened> past) {
    try {
      return decider.decide(scope(decider, (C) command, past), (C) command);
    } catch (Refused refused) {
      return refused.reason();
    }
  }
}

package tasklog.command.bus;

import java.util.ArrayList;
import java.util.List;

/** What a decider knows once certain events have happened. */
public final class Past {

  private Past() {}

  /** Folds the events, in their order, as the command's parts do. */
  public static <C extends Command<S>, S> S scope(Decider<C, S> decider, C command, List<Happened> past) {
    var facts = new ArrayList<Fact<?>>();
    decider.parts(command).forEach(part -> facts.add(Fact.nothing(part)));
    return decider.scope(command, Known.before(facts).read(past, Long.MAX_VALUE));
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

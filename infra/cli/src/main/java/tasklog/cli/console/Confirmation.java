package tasklog.cli.console;

import java.io.Console;
import java.util.Optional;

/** Asks before something is done that cannot be undone. */
@FunctionalInterface
public interface Confirmation {

  /** Whether the answer is yes; never without an answer. */
  boolean given(String question);

  /** Of whoever sits at the terminal; without a terminal nobody can answer. */
  static Confirmation atTerminal() {
    return question -> Optional.ofNullable(System.console()).filter(Console::isTerminal)
        .map(console -> console.readLine("%s [y/N] ", question))
        .filter(answer -> answer.strip().equalsIgnoreCase("y"))
        .isPresent();
  }
}

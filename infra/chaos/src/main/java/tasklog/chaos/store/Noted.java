package tasklog.chaos.store;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.axonframework.messaging.eventhandling.EventMessage;
import tasklog.command.store.EventCodec;
import tasklog.command.store.LoggedEvent;

/**
 * What an event of a writer says of itself. It is stored as text: {@code 17 1 0 2 4-9=3,4-12=0}.
 *
 * @param attempt whose event it is
 * @param turn    of the attempt, from 1: an attempt whose outcome is unknown has another turn
 * @param part    which event of its append it is, from 0
 * @param parts   how many the append has
 * @param saw     how many events there are before it under each of its tags, as far as its writer knows
 */
record Noted(int attempt, int turn, int part, int parts, Map<String, Integer> saw) {

  static Noted parse(String text) {
    var words = text.split(" ", -1);
    var saw = new TreeMap<String, Integer>();
    for (var one : words[4].split(",", -1)) {
      int equals = one.indexOf('=');
      saw.put(one.substring(0, equals), Integer.valueOf(one.substring(equals + 1)));
    }
    return new Noted(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]),
        Integer.parseInt(words[3]), saw);
  }

  String text() {
    var counts = saw.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue())
        .collect(Collectors.joining(","));
    return attempt + " " + turn + " " + part + " " + parts + " " + counts;
  }

  /** All events belong to one owner. */
  record Codec(UUID owner) implements EventCodec {

    @Override
    public Encoded encode(EventMessage event) {
      var noted = (Noted) Objects.requireNonNull(event.payload());
      return new Encoded(owner, noted.text(), List.of());
    }

    @Override
    public Noted decode(LoggedEvent event) {
      return parse(event.payload());
    }
  }
}

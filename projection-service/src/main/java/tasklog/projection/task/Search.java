package tasklog.projection.task;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import tasklog.events.OwnerId;
import tasklog.projection.task.TaskRow.Texts;
import tasklog.projection.task.Words.Sought;

/**
 * What tasks are looked for by: words that are all in title or description, whole or as the beginning of one, in any
 * order. Without words it is no condition.
 *
 * <p>Words are stored behind a key of their owner. So the index holds each owner's words together, and a search costs
 * what the owner's words do, not those of everybody. Two owners may have the same key: it only saves work, and every
 * statement asks for the owner too.
 */
record Search(List<Sought> words) {

  /** In code points. */
  static final int LONGEST = 200;

  static final Search NONE = new Search(List.of());

  /** A tsvector holds less than 1 MiB. No title and description come near, but made to do so they must not fail. */
  private static final int MOST_BYTES = 900_000;

  private static final int KEY_BYTES = 6;

  /** However a client has written them, they are the same search, and have the same cursors. */
  Search {
    words = words.stream().distinct().sorted(Comparator.comparing(Sought::word)).toList();
  }

  static Search of(String text) {
    return new Search(Words.sought(text));
  }

  boolean isConditional() {
    return !words.isEmpty();
  }

  /** As text of PostgreSQL's type tsquery. */
  String query(OwnerId owner) {
    var key = key(owner);
    return words.stream().map(sought -> quoted(key, sought.word()) + (sought.beginning() ? ":*" : ""))
        .collect(joining(" & "));
  }

  /** What a task is found by, as text of PostgreSQL's type tsvector. */
  static String vector(OwnerId owner, Texts texts) {
    return keyed(owner, texts).stream().map(word -> "'" + word + "' ").collect(joining());
  }

  /** The same, as its words with their keys, each once. */
  static List<String> keyed(OwnerId owner, Texts texts) {
    var words = Words.of(texts.title());
    words.addAll(Words.of(texts.description()));
    var key = key(owner);
    var keyed = new ArrayList<String>(words.size());
    var bytes = 0;
    for (var word : words) {
      bytes += KEY_BYTES + 3 * word.length();
      if (bytes > MOST_BYTES) {
        break;
      }
      keyed.add(key + word);
    }
    return keyed;
  }

  /** No word has a quote or a backslash, which are punctuation. */
  private static String quoted(String key, String word) {
    return "'" + key + word + "'";
  }

  /** The last 36 bits, which are random in every kind of UUID that owners have, as six letters. */
  private static String key(OwnerId owner) {
    var bits = owner.value().getLeastSignificantBits();
    var bytes = new byte[]{(byte) (bits >> 28), (byte) (bits >> 20), (byte) (bits >> 12), (byte) (bits >> 4),
        (byte) (bits << 4)};
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).substring(0, KEY_BYTES);
  }
}

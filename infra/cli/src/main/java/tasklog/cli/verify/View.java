package tasklog.cli.verify;

import java.util.Locale;

/** What is projected on its own, with offsets of its own. */
enum View {
  TASK, TAG, HISTORY;

  static View of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package tasklog.cli.verify;

import static tasklog.cli.verify.Differences.words;

import org.jspecify.annotations.Nullable;

/** Whether the log is what it promises to be: dense, made of whole appends of one owner each, recorded in order. */
final class LogCheck {

  private final Differences differences;
  private final boolean whole;
  private @Nullable LoggedEvent last;

  /** @param whole whether all owners are looked at, so that no position may be missing */
  LogCheck(Differences differences, boolean whole) {
    this.differences = differences;
    this.whole = whole;
  }

  /** Takes the events in the order of positions. */
  void check(LoggedEvent event) {
    var before = last;
    var position = before == null ? 0 : before.position();
    if (whole && event.position() != position + 1)
      differences.add("log.position", "after position " + position, position + 1, event.position());
    if (before != null && event.recordedAt().isBefore(before.recordedAt()))
      differences.add("log.recorded_at", at(event), words("not before " + Times.text(before.recordedAt())),
          event.recordedAt());
    checkAppend(before, event);
    last = event;
  }

  /** @param head where the log ends */
  void finish(long head) {
    var before = last;
    var position = before == null ? 0 : before.position();
    if (whole && position != head) differences.add("log.position", "at the end", head, position);
    if (before != null && before.position() != before.appendLast())
      differences.add("log.append", at(before), words("more of its append, up to " + before.appendLast()),
          words("nothing"));
  }

  private void checkAppend(@Nullable LoggedEvent before, LoggedEvent event) {
    if (before != null && before.position() < before.appendLast()) {
      var goesOn = event.appendId() == before.appendId() && event.appendLast() == before.appendLast()
          && event.owner().equals(before.owner());
      if (!goesOn)
        differences.add("log.append", at(event), words(append(before)), words(append(event)));
    } else if (event.appendId() != event.position() || event.appendLast() < event.position()) {
      differences.add("log.append", at(event), words("the first event of an append"), words(append(event)));
    }
  }

  private static String append(LoggedEvent event) {
    return "append %d to %d of owner %s".formatted(event.appendId(), event.appendLast(), event.owner());
  }

  private static String at(LoggedEvent event) {
    return "position " + event.position() + " of the log";
  }
}

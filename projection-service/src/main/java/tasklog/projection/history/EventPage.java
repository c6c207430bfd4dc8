package tasklog.projection.history;

import java.util.List;

/**
 * A page of an account's events.
 *
 * @param items     in their order
 * @param nextAfter the position to go on after, opaque to clients: of the last event here, or where the page began when
 *                  it is empty. With types it goes no further than what was found, since an index leads to the next one
 *                  as fast; whoever asks for other types later has missed nothing.
 */
record EventPage(List<CloudEvent> items, String nextAfter) {

  EventPage {
    items = List.copyOf(items);
  }
}

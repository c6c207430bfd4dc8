package tasklog.projection.feed;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tasklog.events.wire.Heartbeat;
import tasklog.projection.feed.Offsets.Applied;

/** How far each view has come, over all instances. */
@Component
public final class Progress {

  private final Map<String, ViewProgress> views;

  private final Offsets offsets;

  Progress(List<View> views, Offsets offsets, FeedProperties properties, InstantSource clock) {
    this.offsets = offsets;
    this.views = views.stream().map(View::name).collect(Collectors.toUnmodifiableMap(Function.identity(),
        name -> new ViewProgress(name, properties.waiters(), clock)));
  }

  /** @param view one of this service's */
  public ViewProgress of(String view) {
    var progress = views.get(view);
    if (progress == null) {
      throw new IllegalArgumentException("There is no view " + view);
    }
    return progress;
  }

  /**
   * Looks up where all views are, over all instances. One at a time: what was seen earlier never replaces what was seen
   * later, so a view that parks is known as such before its progress is.
   */
  synchronized void look() {
    applied(offsets.progress());
  }

  private void applied(List<Applied> places) {
    var byView = places.stream().collect(Collectors.groupingBy(Applied::view));
    views.forEach((name, view) -> view.applied(byView.getOrDefault(name, List.of())));
  }

  void heartbeat(Heartbeat heartbeat) {
    views.values().forEach(view -> view.heartbeat(heartbeat));
  }

  /** This instance listens, at first or again. */
  void begin() {
    views.values().forEach(ViewProgress::begin);
  }

  /** This instance stops: who waits can go and ask another one. */
  void end() {
    views.values().forEach(ViewProgress::end);
  }
}

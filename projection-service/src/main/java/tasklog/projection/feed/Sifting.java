package tasklog.projection.feed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.SavepointManager;
import tasklog.events.OwnerId;
import tasklog.projection.feed.Received.Poisoned;
import tasklog.projection.feed.parking.ParkedRecord;
import tasklog.projection.feed.parking.Poison;
import tasklog.projection.feed.parking.Poison.Reason;

/**
 * Applies appends to a view in a transaction, and sets aside what cannot be applied, with all that follows of the same
 * owners: always whole appends. For one transaction.
 */
final class Sifting {

  /** A record that cannot be applied. */
  record Culprit(ParkedRecord record, Poison poison) {}

  private final View view;
  private final Set<OwnerId> before;

  /** From which position on: halves are gone through again when an owner has poison behind them. */
  private final Map<OwnerId, Long> parked = new HashMap<>();
  private final List<ParkedRecord> aside = new ArrayList<>();

  /** @param parked of whom something is parked already */
  Sifting(View view, Set<OwnerId> parked) {
    this.view = view;
    this.before = Set.copyOf(parked);
    parked.forEach(owner -> this.parked.put(owner, 0L));
  }

  /**
   * All at once.
   *
   * @throws RuntimeException of the view; the transaction has to be given up
   */
  void apply(List<Append> appends) {
    var events = events(sound(appends));
    if (!events.isEmpty()) {
      view.apply(events);
    }
  }

  /**
   * By halves between savepoints, until what cannot be applied stands alone.
   *
   * @throws RuntimeException of a database that is away; the transaction has to be given up
   */
  void applyCarefully(List<Append> appends, SavepointManager transaction) {
    var sound = sound(appends);
    if (sound.isEmpty()) {
      return;
    }
    var savepoint = transaction.createSavepoint();
    try {
      view.apply(events(sound));
    } catch (RuntimeException fault) {
      if (!Faults.areOfTheEvents(fault)) {
        throw fault;
      }
      transaction.rollbackToSavepoint(savepoint);
      divide(sound, fault, transaction);
      return;
    }
    transaction.releaseSavepoint(savepoint);
  }

  /** What is not applied, in the order of positions. */
  List<ParkedRecord> aside() {
    return aside.stream().sorted(Comparator.comparingLong(ParkedRecord::position)).toList();
  }

  /** Why owners are parked who were not before: the first of each. */
  List<Culprit> culprits() {
    var owners = new HashSet<>(before);
    var culprits = new ArrayList<Culprit>();
    for (var record : aside()) {
      if (record.poison() != null && owners.add(record.owner())) {
        culprits.add(new Culprit(record, record.poison()));
      }
    }
    return culprits;
  }

  private void divide(List<Append> sound, RuntimeException fault, SavepointManager transaction) {
    if (sound.size() == 1) {
      setAside(sound.getFirst(), refusal(sound.getFirst(), fault));
      return;
    }
    var half = sound.size() / 2;
    applyCarefully(sound.subList(0, half), transaction);
    applyCarefully(sound.subList(half, sound.size()), transaction);
  }

  /** Those that may be applied; the others are set aside. */
  private List<Append> sound(List<Append> appends) {
    var sound = new ArrayList<Append>(appends.size());
    for (var append : appends) {
      if (!isSound(append)) {
        setAside(append, null);
      } else if (!append.received().isEmpty()) {
        sound.add(append);
      }
    }
    return sound;
  }

  private boolean isSound(Append append) {
    for (var received : append.received()) {
      if (received instanceof Poisoned
          || !parked.isEmpty() && parked.getOrDefault(received.owner(), Long.MAX_VALUE) < append.position()) {
        return false;
      }
    }
    return true;
  }

  private void setAside(Append append, @Nullable Poison refusal) {
    var why = refusal;
    for (var received : append.received()) {
      aside.add(received.aside(why));
      parked.merge(received.owner(), append.position(), Math::min);
      why = null;
    }
  }

  private Poison refusal(Append append, RuntimeException fault) {
    return new Poison(Reason.REFUSED,
        "View " + view.name() + " cannot apply the append that ends at position "
            + append.position() + ": " + Faults.told(fault));
  }

  private static List<FeedEvent> events(List<Append> appends) {
    var events = new ArrayList<FeedEvent>();
    appends.forEach(append -> events.addAll(append.events()));
    return events;
  }
}

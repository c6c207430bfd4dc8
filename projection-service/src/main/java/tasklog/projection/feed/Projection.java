package tasklog.projection.feed;

import static java.util.stream.Collectors.toSet;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.SavepointManager;
import org.springframework.transaction.support.TransactionOperations;
import tasklog.events.OwnerId;
import tasklog.events.wire.EventType;
import tasklog.projection.feed.Offsets.Move;
import tasklog.projection.feed.Offsets.Overtaken;
import tasklog.projection.feed.parking.Parking;

/**
 * Brings appends to a view: each transaction moves the view's offsets first, then writes its rows. So nothing is
 * applied twice or skipped, whoever else believes to be in charge.
 */
final class Projection {

  private static final Logger log = LoggerFactory.getLogger(Projection.class);

  private final View view;
  private final Offsets offsets;
  private final Parking parking;
  private final TransactionOperations transactions;
  private final Progress progress;
  private final Instance instance;

  Projection(
      View view,
      Offsets offsets,
      Parking parking,
      TransactionOperations transactions,
      Progress progress,
      Instance instance) {
    this.view = view;
    this.offsets = offsets;
    this.parking = parking;
    this.transactions = transactions;
    this.progress = progress;
    this.instance = instance;
  }

  String view() {
    return view.name();
  }

  Set<EventType> wants() {
    return view.wants();
  }

  /**
   * Where the view stands.
   *
   * @throws Unusable when it cannot go on with this stream
   */
  Map<Integer, Place> places(Stream stream, Collection<Integer> partitions) {
    offsets.register(view.name(), stream);
    progress.look();
    return offsets.places(view.name(), stream, partitions);
  }

  /**
   * Applies all appends in one transaction, but those that cannot be, and those of owners of whom something is parked:
   * these are parked in the same transaction.
   *
   * @param appends   in order for each partition, without a hole
   * @param committed is told the last append of each partition after the commit
   * @throws Overtaken        when another instance has moved the offsets on
   * @throws RuntimeException when the database is away; the commit may have happened all the same
   */
  void apply(Stream stream, List<Append> appends, Consumer<Append> committed) {
    if (appends.isEmpty()) {
      return;
    }
    try {
      write(stream, appends, (sifting, _) -> sifting.apply(appends));
    } catch (RuntimeException fault) {
      if (fault instanceof Overtaken || !Faults.areOfTheEvents(fault)) {
        throw fault;
      }
      write(stream, appends, (sifting, transaction) -> sifting.applyCarefully(appends, transaction));
    }
    moves(appends).forEach(move -> {
      progress.of(view.name()).applied(move.last());
      committed.accept(move.last());
    });
  }

  /**
   * Nothing of them is wanted, so the rows hold all up to them already, and whoever waits for that need not wait until the
   * offsets move.
   */
  void passed(List<Append> appends) {
    moves(appends).forEach(move -> progress.of(view.name()).applied(move.last()));
  }

  private void write(Stream stream, List<Append> appends, BiConsumer<Sifting, SavepointManager> how) {
    var culprits = transactions.execute(transaction -> {
      var sifting = new Sifting(view, move(stream, appends));
      how.accept(sifting, transaction);
      if (sifting.aside().isEmpty()) {
        return null;
      }
      parking.park(view.name(), sifting.aside());
      return sifting.culprits();
    });
    if (culprits != null) {
      culprits.forEach(culprit -> log.error(
          "View {} has parked position {} and what follows of its owner {}, until they are replayed: {}",
          view.name(), culprit.record().position(), culprit.record().owner(), culprit.poison().detail()));
      // Whoever waits for these appends has to find that something is parked.
      progress.look();
    }
  }

  /** Moves the offsets; from here on nobody else parks events of these owners. */
  private Set<OwnerId> move(Stream stream, List<Append> appends) {
    var parks = offsets.move(view.name(), stream, moves(appends), instance.id());
    if (!parks) {
      return Set.of();
    }
    return parking.lock(view.name(), appends.stream().flatMap(append -> append.received().stream())
        .map(Received::owner).collect(toSet()));
  }

  private static List<Move> moves(List<Append> appends) {
    var moves = new LinkedHashMap<Integer, Move>();
    appends.forEach(append -> moves.merge(append.partition(), new Move(append, append),
        (before, last) -> new Move(before.first(), last.last())));
    return List.copyOf(moves.values());
  }
}

package tasklog.projection.feed;

import static tasklog.projection.feed.Unusable.Reason.REFUSED;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionOperations;
import tasklog.events.wire.EventType;
import tasklog.projection.feed.Offsets.Move;
import tasklog.projection.feed.Offsets.Overtaken;

/**
 * Brings appends to a view: each transaction moves the view's offsets first, then writes its rows. So nothing is
 * applied twice or skipped, whoever else believes to be in charge.
 */
final class Projection {

  private final View view;
  private final Offsets offsets;
  private final TransactionOperations transactions;
  private final Progress progress;
  private final Instance instance;

  Projection(View view, Offsets offsets, TransactionOperations transactions, Progress progress,
      Instance instance) {
    this.view = view;
    this.offsets = offsets;
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
    progress.applied(offsets.progress());
    return offsets.places(view.name(), stream, partitions);
  }

  /**
   * Applies all appends in one transaction. When one of them cannot be applied, what stands before it on its partition
   * is, and all of the other partitions.
   *
   * @param appends   in order for each partition, without a hole
   * @param committed is told the last append of each partition after each commit
   * @return why a partition cannot go on; empty when all is applied
   * @throws Overtaken        when another instance has moved the offsets on
   * @throws RuntimeException when the database is away; the last commit may have happened all the same
   */
  Map<Integer, Unusable> apply(Stream stream, List<Append> appends, Consumer<Append> committed) {
    var refused = new HashMap<Integer, Unusable>();
    apply(stream, appends, committed, refused);
    return refused;
  }

  private void apply(
      Stream stream,
      List<Append> appends,
      Consumer<Append> committed,
      Map<Integer, Unusable> refused) {
    var open = appends.stream().filter(append -> !refused.containsKey(append.partition())).toList();
    if (open.isEmpty()) {
      return;
    }
    try {
      write(stream, open).forEach(committed);
    } catch (RuntimeException fault) {
      if (fault instanceof Overtaken || !Faults.areOfTheEvents(fault)) {
        throw fault;
      }
      if (open.size() == 1) {
        // The one place where an append turns out to be poison: it can be set aside here.
        refused.put(open.getFirst().partition(), refusal(open.getFirst(), fault));
        return;
      }
      var half = open.size() / 2;
      apply(stream, open.subList(0, half), committed, refused);
      apply(stream, open.subList(half, open.size()), committed, refused);
    }
  }

  private List<Append> write(Stream stream, List<Append> appends) {
    var moves = new LinkedHashMap<Integer, Move>();
    appends.forEach(append -> moves.merge(append.partition(), new Move(append, append),
        (before, last) -> new Move(before.first(), last.last())));
    var events = appends.stream().flatMap(append -> append.events().stream()).toList();
    transactions.executeWithoutResult(_ -> {
      offsets.move(view.name(), stream, List.copyOf(moves.values()), instance.id());
      if (!events.isEmpty()) {
        view.apply(events);
      }
    });
    var last = moves.values().stream().map(Move::last).toList();
    last.forEach(append -> progress.of(view.name()).applied(append));
    return last;
  }

  private Unusable refusal(Append append, RuntimeException fault) {
    return new Unusable(REFUSED, "View " + view.name() + " cannot apply the append that ends at position "
        + append.position() + " on partition " + append.partition(), fault);
  }
}

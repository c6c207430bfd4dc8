package tasklog.projection.feed;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.SavepointManager;
import org.springframework.transaction.support.TransactionTemplate;
import tasklog.projection.feed.Sifting.Culprit;
import tasklog.projection.feed.parking.ParkedRecord;
import tasklog.projection.feed.parking.Parking;
import tasklog.projection.feed.parking.Parking.ParkedOwner;

/**
 * Applies what was parked, in order, when an operator has asked for it. An owner stays parked, and new events queue
 * behind, until one transaction finds that nothing is left: each takes some, so that the owner's lock is never held for
 * long. Any number of instances may do it at once.
 */
@Component
class Replays {

  private static final Logger log = LoggerFactory.getLogger(Replays.class);

  /** Events of a transaction, but for the rest of the last append. */
  static final int BATCH = 500;

  private final Map<String, View> views;
  private final Parking parking;
  private final TransactionTemplate transactions;

  Replays(List<View> views, Parking parking, TransactionTemplate transactions) {
    this.views = views.stream().collect(toUnmodifiableMap(View::name, Function.identity()));
    this.parking = parking;
    this.transactions = transactions;
  }

  /**
   * Replays some events of each owner for whom it was asked.
   *
   * @return false when there was nothing to do, or only what has to be copied to the dead-letter topic first
   */
  boolean replay() {
    var replayed = false;
    for (var parked : parking.requested()) {
      var view = views.get(parked.view());
      replayed |= view != null
          && Boolean.TRUE.equals(transactions.execute(transaction -> replay(view, parked, transaction)));
    }
    return replayed;
  }

  private boolean replay(View view, ParkedOwner parked, SavepointManager transaction) {
    if (!parking.lockRequested(parked)) {
      return false;
    }
    var records = parking.next(parked, BATCH);
    if (records.isEmpty()) {
      return false;
    }
    var sifting = new Sifting(view, Set.of());
    sifting.applyCarefully(appends(new RecordReader(view.wants()), records), transaction);
    if (sifting.aside().isEmpty()) {
      if (parking.applied(parked, records.getLast().position())) {
        log.info("View {} has all events of owner {} again", parked.view(), parked.owner());
      }
      return true;
    }
    parking.applied(parked, sifting.aside().getFirst().position() - 1);
    sifting.culprits().forEach(culprit -> refuse(parked, culprit));
    return true;
  }

  private void refuse(ParkedOwner parked, Culprit culprit) {
    parking.refused(parked, culprit.record(), culprit.poison());
    log.error("View {} still cannot apply position {} of owner {}: {}", parked.view(),
        culprit.record().position(), parked.owner(), culprit.poison().detail());
  }

  private static List<Append> appends(RecordReader reader, List<ParkedRecord> records) {
    return records.stream().collect(groupingBy(ParkedRecord::commit, LinkedHashMap::new, toList()))
        .values().stream().map(append -> append(reader, append)).toList();
  }

  private static Append append(RecordReader reader, List<ParkedRecord> records) {
    var opened = records.stream().map(parked -> reader.open(parked.record())).toList();
    var first = records.getFirst();
    return new Append(first.record().partition(), first.record().offset(),
        records.getLast().record().offset() + 1,
        first.commit(), opened.getFirst().placed().incarnation(),
        opened.stream().flatMap(record -> reader.receive(record).stream()).toList());
  }
}

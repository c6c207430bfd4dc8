package tasklog.chaos.relay;

/**
 * What a reader of the stream has seen, and what of it is not as it should be.
 *
 * @param events       records
 * @param duplicates   records with a position that was there before
 * @param gaps         positions of the log that never came
 * @param orderBreaks  records with a lower position than the one before on their partition
 * @param chainBreaks  records whose {@code ce_previous} is not the position before on their partition
 * @param strangers    records that are not the event of the log at their position
 */
record Findings(long events, long duplicates, long gaps, long orderBreaks, long chainBreaks, long strangers) {

  boolean isClean() {
    return duplicates + gaps + orderBreaks + chainBreaks + strangers == 0;
  }
}

package tasklog.bench.queries;

/**
 * One measurement of one query.
 *
 * @param number       from 1
 * @param p50          in milliseconds, as all times here
 * @param ratio        with one caller, of p50 to that of the look-up by primary key in the same round; with several, of
 *                     the processor time that calls take, so of the look-up's calls a second to these
 * @param server       mean of what the server takes to plan and execute the statement; -1 where it does not tell
 * @param planning     the part of it that is spent on planning; -1 likewise
 * @param serverRatio  of the server's time to that of the look-up in the same round; -1 likewise
 * @param pages        that a call looks at; -1 likewise
 */
public record QueryRound(int number, long calls, double perSecond, double p50, double p99, double longest,
    double ratio, double server, double planning, double serverRatio, double pages) {}

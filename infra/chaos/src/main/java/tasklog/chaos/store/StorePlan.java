package tasklog.chaos.store;

/**
 * What is tried, and what is broken meanwhile.
 *
 * @param seed of the tags that are contended for, and of the moments at which something is broken
 */
record StorePlan(int attempts, int processes, long seed, int writerKills, int databaseKills) {}

-- The relays that run lose their lease and stop at their next heartbeat.

DROP TABLE relay_lease;

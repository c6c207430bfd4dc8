-- Views of which something is parked forget their offsets: their consumers read the stream again, pass over what the rows
-- have, and come to what was parked, at which an older release stops. What operators have dropped, and why, is lost.
DELETE FROM projection_offset WHERE view IN (SELECT view FROM parked_owner);

DROP TABLE dropped_event;
DROP TABLE parked_event;
DROP TABLE parked_owner;

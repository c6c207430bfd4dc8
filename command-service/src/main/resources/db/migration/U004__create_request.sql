-- DESTRUCTIVE: a retry of a request is served as a new request.

DROP TABLE request;

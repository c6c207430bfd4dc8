-- Drops the progress of all views; whoever does that empties the views too.
DROP TABLE projection_offset;

-- Drops the tag view and its progress; the feed projects it again from the stream.
DROP TABLE tag;
DELETE FROM projection_offset WHERE view = 'tag';

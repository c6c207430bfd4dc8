-- Drops the key: cursors that clients hold are refused from then on.
DROP TABLE cursor_key;

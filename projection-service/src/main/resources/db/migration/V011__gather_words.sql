-- The words of tasks are gathered before they go into their index (decision record 17). Until now each task rewrote, for each
-- of its words, the list of the owner's tasks that have it: up to 2.7 kB of log a word, 17 kB a task of an owner who has a
-- thousand like it. Gathered, those that came shortly one after the other go in together. Takes a lock on the index for a
-- moment, and waits for searches that are under way; changes no row, and older releases go on as before.
--
-- In kB. Each search reads what is gathered, 0.1 to 0.2 ms at most; the write that fills it empties it, in some 30 ms.
ALTER INDEX task_text_words_idx SET (fastupdate = on, gin_pending_list_limit = 256);
-- Where V010 has left another shape to the next rebuild.
ALTER INDEX IF EXISTS next.task_text_words_idx SET (fastupdate = on, gin_pending_list_limit = 256);

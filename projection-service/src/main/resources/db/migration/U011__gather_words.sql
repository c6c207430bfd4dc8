-- Each task's words go into their index at once again; what was gathered goes there first. Nothing is lost.
ALTER INDEX task_text_words_idx SET (fastupdate = off);
ALTER INDEX task_text_words_idx RESET (gin_pending_list_limit);
SELECT gin_clean_pending_list('task_text_words_idx');
ALTER INDEX IF EXISTS next.task_text_words_idx SET (fastupdate = off);
ALTER INDEX IF EXISTS next.task_text_words_idx RESET (gin_pending_list_limit);

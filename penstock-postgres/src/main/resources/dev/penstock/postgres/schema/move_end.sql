-- move_end: remove what a move keeps, and after it the tables that it has left behind
-- online: yes     locks: none that anybody waits for     undo: none
drop schema if exists penstock_before cascade;
drop schema if exists penstock_move cascade;

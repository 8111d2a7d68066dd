-- move_watch: from here on runs that change are remembered; committed once every write before it has ended
-- online: yes     locks: penstock.run against writes, for a moment     undo: drop the triggers
create trigger penstock_move_insert after insert on penstock.run
    referencing new table as run_is for each statement execute function penstock_move.remember();
create trigger penstock_move_update after update on penstock.run
    referencing old table as run_was new table as run_is for each statement execute function penstock_move.remember();
create trigger penstock_move_delete after delete on penstock.run
    referencing old table as run_was for each statement execute function penstock_move.remember();

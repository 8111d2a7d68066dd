-- move_unwatch: runs that change are remembered no longer
-- online: yes     locks: penstock.run against everything, for a moment     undo: move_watch
drop trigger if exists penstock_move_insert on penstock.run;
drop trigger if exists penstock_move_update on penstock.run;
drop trigger if exists penstock_move_delete on penstock.run;

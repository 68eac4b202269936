SELECT 'it''s', E'a\'b', U&'\0441', "Q""q", $a$ x $$ y $$ $a$, $1, f$oo; -- it's
/* a /* nested ' */ comment */ DO $$ BEGIN COMMIT; END $$;

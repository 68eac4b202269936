SET search_path = app;

CREATE TABLE mother (a int DEFAULT 1, b text NOT NULL, shared int CHECK (shared > 0), CONSTRAINT not_for_children CHECK (a < 100) NO INHERIT);
CREATE TABLE father (shared int CHECK (shared > 0), c date);
CREATE TABLE child (own int) INHERITS (mother, father);
CREATE TABLE redefining (b text DEFAULT 'own', shared int NOT NULL, z int, a int) INHERITS (father, mother);
CREATE TABLE grandchild (more text) INHERITS (child);
CREATE TABLE joined_later (c date, shared int, own_first text, CHECK (shared > 0));
ALTER TABLE joined_later ADD CONSTRAINT father_shared_check CHECK (shared > 0);
ALTER TABLE joined_later INHERIT father;
-- columns that come later are in another place of the children
ALTER TABLE mother ADD COLUMN later int DEFAULT 7;
ALTER TABLE child ADD COLUMN own_later int;
ALTER TABLE father ADD COLUMN latest text COLLATE "C" NOT NULL DEFAULT 'f';
ALTER TABLE ONLY mother ALTER a DROP DEFAULT;
ALTER TABLE child ALTER b SET DEFAULT 'child''s', ALTER a SET STATISTICS 9;
ALTER TABLE grandchild DROP COLUMN more;
ALTER TABLE mother ADD CONSTRAINT later_check CHECK (later <> 3) NOT VALID;
ALTER TABLE ONLY grandchild ADD CONSTRAINT own_check CHECK (own > 0);
CREATE TABLE disowned () INHERITS (mother);
ALTER TABLE disowned NO INHERIT mother;
COMMENT ON COLUMN grandchild.later IS 'on an inherited column';
CREATE INDEX ON child (shared);
ALTER TABLE grandchild ALTER own SET DEFAULT 4;
CREATE TABLE generated_mother (a int, b int GENERATED ALWAYS AS (a + 1) STORED);
CREATE TABLE generated_child () INHERITS (generated_mother);

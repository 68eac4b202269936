CREATE TYPE purchase_status AS ENUM ('open', 'paid', 'shipped');

ALTER TABLE purchase ADD COLUMN status purchase_status NOT NULL DEFAULT 'open';

-- A new column, filled from what is there, and only then required.
ALTER TABLE purchase ADD COLUMN total_cents bigint;

UPDATE purchase
SET total_cents = (
    SELECT coalesce(sum(line.quantity * product.price_cents), 0)
    FROM purchase_line AS line
    JOIN product USING (sku)
    WHERE line.purchase_id = purchase.id
);

ALTER TABLE purchase ALTER COLUMN total_cents SET DEFAULT 0;
ALTER TABLE purchase ALTER COLUMN total_cents SET NOT NULL;

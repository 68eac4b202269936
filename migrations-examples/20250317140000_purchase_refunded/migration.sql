ALTER TYPE purchase_status ADD VALUE 'refunded';

CREATE VIEW customer_revenue AS
SELECT customer.id, customer.email, count(purchase.id) AS purchases, coalesce(sum(purchase.total_cents), 0) AS total_cents
FROM customer
LEFT JOIN purchase ON purchase.customer_id = customer.id
GROUP BY customer.id;

COMMENT ON VIEW customer_revenue IS 'What each customer has bought so far';

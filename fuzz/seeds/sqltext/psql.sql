SELECT 1 \gexec
	\i x.sql

\restrict aBc'1
CREATE TABLE t (é text);
COPY public.t (é) FROM stdin;
a\tb
\.

\unrestrict aBc'1

//! The table of events, a partition a month.

use super::growth::Growth;

pub fn run(growth: &mut Growth) {
    growth.file("events", EVENTS);
    growth.file(
        "events_default",
        "CREATE TABLE events_default PARTITION OF events DEFAULT;\n",
    );
}

const EVENTS: &str = "\
CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY,
    happened_at timestamptz NOT NULL,
    organization_id bigint NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    kind text NOT NULL,
    payload jsonb,
    PRIMARY KEY (id, happened_at)
) PARTITION BY RANGE (happened_at);
CREATE INDEX events_kind_idx ON events (kind, happened_at DESC);
CREATE TABLE event_totals (kind text, shard integer, n bigint NOT NULL, PRIMARY KEY (kind, shard))
    PARTITION BY HASH (kind, shard);
CREATE TABLE event_totals_0 PARTITION OF event_totals FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE event_totals_1 PARTITION OF event_totals FOR VALUES WITH (MODULUS 2, REMAINDER 1);
";

/// The first day of a month, counted from January 2024.
fn first_day(month: usize) -> String {
    format!(
        "{:04}-{:02}-01 00:00:00+00",
        2024 + month / 12,
        month % 12 + 1
    )
}

/// The next month and a few events in it.
pub fn month(growth: &mut Growth) -> Option<()> {
    let month = growth.months;
    growth.months += 1;
    let (from, to) = (first_day(month), first_day(month + 1));
    growth.file(
        &format!("events_month_{month}"),
        format!(
            "\
CREATE TABLE events_{month} PARTITION OF events FOR VALUES FROM ('{from}') TO ('{to}');
INSERT INTO events (happened_at, organization_id, kind, payload)
SELECT timestamptz '{from}' + n * interval '1 day', 1, 'kind ' || n, jsonb_build_object('n', n)
FROM generate_series(0, 20) n;
INSERT INTO event_totals SELECT kind, {month}, count(*) FROM events_{month} GROUP BY kind;
"
        ),
    );
    Some(())
}

/// The oldest month leaves the table and comes back compressed, as it were.
pub fn archive(growth: &mut Growth) -> Option<()> {
    let month = growth.months.checked_sub(1)?;
    let (from, to) = (first_day(month), first_day(month + 1));
    let number = growth.next();
    growth.file(
        &format!("archive_month_{month}"),
        format!(
            "\
ALTER TABLE events DETACH PARTITION events_{month};
CREATE INDEX events_{month}_archive_{number} ON events_{month} (organization_id);
"
        ),
    );
    growth.file(
        &format!("attach_month_{month}"),
        format!(
            "ALTER TABLE events ATTACH PARTITION events_{month} FOR VALUES FROM ('{from}') TO ('{to}');\n"
        ),
    );
    Some(())
}

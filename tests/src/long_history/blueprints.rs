//! The product's areas in the order in which they open, and the tables that each brings.

use super::model::Kind;

/// `area NAME in SCHEMA`, then a line for each table: `name: parents | columns | states`.
/// The first state is the default.
const AREAS: &str = "\
area projects in public
projects: users | title text, budget money, starts_on day, meta json | draft active closed
memberships: users projects | weight int, muted bool | member admin guest
tasks: projects | title text, body text, due_at time, points int, tags tags | todo doing done dropped
area billing in billing
plans: | code text, price money, features json | public hidden
subscriptions: plans | seats int, renews_on day, note text | trial paying late ended
invoices: users | number text, total money, due_on day, contact email | open paid void
invoice_lines: invoices | label text, quantity int, amount money |
area integrations in public
Webhook: projects | targetUrl text, isPaused bool, headers json | ON OFF
WebhookDelivery: Webhook | attemptCount int, lastError text, sentAt time | PENDING SENT FAILED
area queue in queue
jobs: | kind text, payload json, run_at time, attempts int | waiting running dead
job_logs: jobs | line text, level int |
area conversations in public
channels: projects | topic text, archived bool, labels tags | open private
comments: users tasks | body text, likes int, edited_at time |
area support in public
tickets: users | subject text, contact email, urgency int, context json | new answered solved
articles: users | title text, body text, published_on day | draft published
area payments in billing
payments: invoices | amount money, reference text, received_at time | started settled refused
coupons: plans | code text, discount money, uses bigint | valid used_up
area insight in public
dashboards: users | title text, layout json, shared bool |
exports: projects | format text, rows bigint, finished_at time | queued ready gone
alerts: projects | threshold money, channel text | armed raised silenced
";

pub struct Area {
    pub name: &'static str,
    pub tables: Vec<Blueprint>,
}

pub struct Blueprint {
    pub schema: &'static str,
    pub name: &'static str,
    /// Tables that a row refers to.
    pub parents: Vec<&'static str>,
    pub columns: Vec<(&'static str, Kind)>,
    pub states: Vec<&'static str>,
}

pub fn area(number: usize) -> Option<Area> {
    let (head, lines) = AREAS
        .split("area ")
        .nth(number + 1)?
        .split_once('\n')
        .unwrap();
    let (name, schema) = head.split_once(" in ").unwrap();
    let tables = lines.lines().map(|line| blueprint(schema, line)).collect();
    Some(Area { name, tables })
}

fn blueprint(schema: &'static str, line: &'static str) -> Blueprint {
    let (name, rest) = line.split_once(": ").unwrap();
    let mut parts = rest.split('|').map(str::trim);
    let mut part = || parts.next().unwrap();
    Blueprint {
        schema,
        name,
        parents: part().split_whitespace().collect(),
        columns: part().split(", ").map(column).collect(),
        states: part().split_whitespace().collect(),
    }
}

fn column(text: &'static str) -> (&'static str, Kind) {
    let (name, kind) = text.split_once(' ').unwrap();
    let kind = match kind {
        "text" => Kind::Text,
        "int" => Kind::Int,
        "bigint" => Kind::Bigint,
        "money" => Kind::Money,
        "bool" => Kind::Bool,
        "json" => Kind::Json,
        "time" => Kind::Time,
        "day" => Kind::Day,
        "tags" => Kind::Tags,
        "email" => Kind::Email,
        other => panic!("no column is {other}"),
    };
    (name, kind)
}

//! One connection of the Rust client, with the notices it receives.

use crate::message::{Message, Sql};
use postgres::{Client, Config, NoTls, SimpleQueryMessage};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};

/// A `postgres::Client` (which it derefs to) that keeps notices and has short words for what tests do often.
pub struct Session {
    client: Client,
    notices: Arc<Mutex<Vec<Message>>>,
}

/// The line of `status` that is about no migration.
const DRIFTED: &str = "(schema)|drifted";

/// A row of `deploy`'s report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    pub name: String,
    pub outcome: String,
    pub statements: i32,
}

impl Session {
    /// Opens a connection, with whatever settings the config has.
    pub fn open(mut config: Config) -> Session {
        let notices = Arc::new(Mutex::new(Vec::new()));
        let sink = notices.clone();
        config.notice_callback(move |notice| sink.lock().unwrap().push(Message::from(&notice)));
        let client = config
            .connect(NoTls)
            .unwrap_or_else(|e| panic!("{config:?}: {e:?}"));
        Session { client, notices }
    }

    /// Runs SQL as psql would (simple protocol, several statements allowed) and gives the error, if any.
    pub fn try_run(&mut self, sql: &str) -> Sql<()> {
        self.client.batch_execute(sql).map_err(Message::of)
    }

    /// Runs SQL that must succeed.
    #[track_caller]
    pub fn run(&mut self, sql: &str) {
        if let Err(error) = self.try_run(sql) {
            panic!("{error}\nin: {}", shortened(sql));
        }
    }

    /// Runs SQL that must fail, and returns the error with all its fields.
    #[track_caller]
    pub fn error(&mut self, sql: &str) -> Message {
        match self.try_run(sql) {
            Err(error) => *error,
            Ok(()) => panic!("this should have failed: {}", shortened(sql)),
        }
    }

    /// The rows of a query as text, NULL as "∅".
    pub fn try_rows(&mut self, sql: &str) -> Sql<Vec<Vec<String>>> {
        let messages = self.client.simple_query(sql).map_err(Message::of)?;
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        Ok(rows
            .map(|row| {
                (0..row.len())
                    .map(|i| row.get(i).unwrap_or("∅").to_owned())
                    .collect()
            })
            .collect())
    }

    /// The same, of a query that must succeed.
    #[track_caller]
    pub fn rows(&mut self, sql: &str) -> Vec<Vec<String>> {
        self.try_rows(sql)
            .unwrap_or_else(|error| panic!("{error}\nin: {}", shortened(sql)))
    }

    /// The rows as lines, columns joined with `|`, as `psql -At` prints them. Good to compare with one text.
    #[track_caller]
    pub fn lines(&mut self, sql: &str) -> String {
        self.rows(sql)
            .iter()
            .map(|row| row.join("|"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The single value of a query that yields one row with one column.
    #[track_caller]
    pub fn one(&mut self, sql: &str) -> String {
        match self.rows(sql).as_slice() {
            [row] if row.len() == 1 => row[0].clone(),
            rows => panic!("not one value: {rows:?}\nof: {}", shortened(sql)),
        }
    }

    /// `migrate.deploy` with a bundle, sent as a parameter like an application does.
    pub fn deploy(&mut self, bundle: &str) -> Sql<Vec<Applied>> {
        self.deploy_with(bundle, "")
    }

    /// The same with more arguments: `deploy_with(&b, "dry_run => true")`.
    pub fn deploy_with(&mut self, bundle: &str, arguments: &str) -> Sql<Vec<Applied>> {
        let sql = format!(
            "select name, outcome, statements from migrate.deploy({})",
            joined(arguments)
        );
        let rows = self.client.query(&sql, &[&bundle]).map_err(Message::of)?;
        Ok(rows
            .iter()
            .map(|row| Applied {
                name: row.get(0),
                outcome: row.get(1),
                statements: row.get(2),
            })
            .collect())
    }

    /// `CALL migrate.rollout` with a bundle as a parameter. What it did is in `notices` and in the history.
    pub fn rollout(&mut self, bundle: &str) -> Sql<()> {
        self.rollout_with(bundle, "")
    }

    /// The same with more arguments: `rollout_with(&b, "up_to => '2_x'")`.
    pub fn rollout_with(&mut self, bundle: &str, arguments: &str) -> Sql<()> {
        let sql = format!("call migrate.rollout({})", joined(arguments));
        self.client
            .execute(&sql, &[&bundle])
            .map(drop)
            .map_err(Message::of)
    }

    /// `migrate.status` of a bundle as lines `name|state`; whether the schema has drifted is left to `has_drifted`.
    #[track_caller]
    pub fn status(&mut self, bundle: &str) -> String {
        let lines = self.whole_status(bundle);
        lines
            .lines()
            .filter(|line| *line != DRIFTED)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Whether `migrate.status` says so.
    #[track_caller]
    pub fn has_drifted(&mut self) -> bool {
        self.whole_status("[]").lines().any(|line| line == DRIFTED)
    }

    #[track_caller]
    fn whole_status(&mut self, bundle: &str) -> String {
        let rows = self.client.query(
            "select name, state from migrate.status($1::text)",
            &[&bundle],
        );
        let rows = rows
            .map_err(Message::of)
            .unwrap_or_else(|error| panic!("{error}"));
        let line =
            |row: &postgres::Row| format!("{}|{}", row.get::<_, &str>(0), row.get::<_, &str>(1));
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The notices since the last call.
    pub fn notices(&mut self) -> Vec<Message> {
        std::mem::take(&mut *self.notices.lock().unwrap())
    }

    /// The server process of this connection.
    pub fn pid(&mut self) -> i32 {
        self.one("select pg_backend_pid()").parse().unwrap()
    }
}

impl Deref for Session {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl DerefMut for Session {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}

fn joined(arguments: &str) -> String {
    if arguments.is_empty() {
        "$1::text".to_owned()
    } else {
        format!("$1::text, {arguments}")
    }
}

fn shortened(sql: &str) -> String {
    sql.chars().take(400).collect()
}

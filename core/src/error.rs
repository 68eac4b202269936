//! What can go wrong, in one place: each variant knows its SQLSTATE, its sentence and the next
//! step to take. Codes like P3005 are Prisma's, named so that a search finds its documentation.

use std::fmt;

/// Everything that PostgreSQL can say about an error, as the client will see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub sqlstate: String,
    pub message: String,
    pub detail: Option<String>,
    pub hint: Option<String>,
    pub context: Option<String>,
    pub schema: Option<String>,
    pub table: Option<String>,
    pub column: Option<String>,
    pub datatype: Option<String>,
    pub constraint: Option<String>,
}

impl Report {
    pub fn new(sqlstate: &str, message: impl Into<String>) -> Self {
        Report {
            sqlstate: sqlstate.into(),
            message: message.into(),
            ..Default::default()
        }
    }

    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds a hint below the one that is there.
    pub fn hint(mut self, hint: impl AsRef<str>) -> Self {
        self.hint = Some(match self.hint {
            Some(first) => format!("{first}\n{}", hint.as_ref()),
            None => hint.as_ref().into(),
        });
        self
    }

    /// Adds a context line below those that are there.
    pub fn context(mut self, context: impl AsRef<str>) -> Self {
        self.context = Some(match self.context {
            Some(first) => format!("{first}\n{}", context.as_ref()),
            None => context.as_ref().into(),
        });
        self
    }
}

/// A refusal of this product's own (not an error that a migration's SQL raised).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The bundle is not JSON at all.
    BundleSyntax {
        message: String,
        /// It looks like an array literal of PostgreSQL's.
        array: bool,
    },
    /// The bundle is JSON, but not a list of migrations.
    BundleShape { message: String },
    /// The folder's `migration_lock.toml` names another database.
    Provider { provider: String },
    /// A name that no folder could have, or that stands twice.
    Name { message: String },
    /// The text of an entry does not have the checksum that the entry gives.
    Checksum {
        name: String,
        malformed: Option<String>,
    },
    /// A pending migration came without its text.
    NoText { name: String },
    /// The text of a migration cannot be read as SQL by the server.
    Text {
        name: String,
        place: crate::locate::Place,
        what: TextFault,
        excerpt: String,
    },
    /// `up_to`, or a name given to `resolve`, that is in neither bundle nor history.
    Unknown { name: String, place: &'static str },
    /// Pending migrations that one transaction cannot hold.
    Obstacles {
        list: Vec<crate::plan::Obstacle>,
        pending: usize,
    },
    /// Applied migrations whose text changed.
    Edited {
        names: Vec<String>,
        /// Another tool has run one of them: its text is nowhere here.
        by_others: bool,
    },
    /// Applied migrations that the bundle does not have.
    Missing { names: Vec<String> },
    /// A migration that stopped half-way and stands unresolved.
    Failed { name: String, detail: String },
    /// User tables, but no history.
    NotEmpty {
        tables: Vec<String>,
        count: i64,
        /// The schema of a `_prisma_migrations` that was not adopted.
        prisma: Option<String>,
    },
    /// `resolve` asked for something that does not fit the state of the migration.
    Resolve {
        code: &'static str,
        message: String,
        hint: String,
    },
    /// `check` found something open.
    Behind { summary: String, detail: String },
}

/// What makes a text no SQL that a server can run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextFault {
    Nul,
    MetaCommand(String),
    CopyData,
    CopyStdin,
    CopyStdout,
}

pub const ROLLOUT_HINT: &str =
    "Run the same bundle with CALL migrate.rollout(…), on its own, outside a transaction block: \
     it commits after each migration.";

impl Error {
    pub fn report(&self) -> Report {
        match self {
            Error::BundleSyntax { message, array } => {
                let report = Report::new("22P02", format!("the bundle is not valid JSON: {message}"));
                if *array {
                    report.hint(
                        "It is an array of PostgreSQL's, which some drivers make of a list: send the list as \
                         JSON text (JSON.stringify in JavaScript).",
                    )
                } else {
                    report.hint(SHAPE)
                }
            }
            Error::BundleShape { message } => {
                Report::new("22023", format!("the bundle is not a list of migrations: {message}"))
                    .hint(SHAPE)
            }
            Error::Provider { provider } => Report::new(
                "22023",
                format!("P3019: the migrations are for \"{provider}\", not for postgresql"),
            )
            .hint(
                "Their migration_lock.toml says so. Start a folder of migrations for PostgreSQL, and keep the old one.",
            ),
            Error::Name { message } => Report::new("22023", message).hint(
                "A migration's name is that of its folder or file, such as 20250131120000_add_users.",
            ),
            Error::Checksum { name, malformed } => {
                let fault = match malformed {
                    Some(text) => format!("\"{text}\" is not a checksum"),
                    None => "the checksum in the bundle is not that of its sql".into(),
                };
                Report::new("22023", format!("migration \"{name}\": {fault}")).hint(
                    "The checksum is the sha-256 of the text's bytes, in lower-case hex; leave it out to have it computed.",
                )
            }
            Error::NoText { name } => Report::new(
                "22023",
                format!("migration \"{name}\" is pending, but the bundle has no sql for it"),
            )
            .hint("Names and checksums suffice to ask; to apply, send the pending migrations with their sql."),
            Error::Text { name, place, what, excerpt } => text_fault(name, *place, what, excerpt),
            Error::Unknown { name, place } => {
                Report::new("22023", format!("migration \"{name}\" is not in {place} (P3017)"))
                    .hint("SELECT * FROM migrate.status(…) lists the names.")
            }
            Error::Obstacles { list, pending } => obstacles(list, *pending),
            Error::Edited { names, by_others } => standing(names, "edited after it was applied", "edited after they were applied")
                .hint(format!(
                    "Restore the old text{}, and put the change into a new migration; \
                     or accept the new text as it is: SELECT * FROM migrate.resolve({}, 'applied', <the bundle>).",
                    if *by_others { "" } else { ", which is in migrate.history" },
                    literal(&names[0])
                )),
            Error::Missing { names } => standing(names, "applied, but is not in the bundle", "applied, but are not in the bundle")
                .hint(
                    "Send the bundle that has them; or, when this is an older release of the application, \
                     go on with allow_missing => true.",
                ),
            Error::Failed { name, detail } => Report::new(
                "55000",
                format!("migration \"{name}\" failed half-way and is not resolved (P3009)"),
            )
            .detail(detail)
            .hint(format!(
                "Look at what it left, then say which state the schema is in: SELECT * FROM migrate.resolve({0}, 'rolled_back') \
                 runs it again from the start with the next deployment, SELECT * FROM migrate.resolve({0}, 'applied') takes it as done.",
                literal(name)
            )),
            Error::NotEmpty { tables, count, prisma } => not_empty(tables, *count, prisma.as_deref()),
            Error::Resolve { code, message, hint } => {
                Report::new("55000", format!("{message} ({code})")).hint(hint)
            }
            Error::Behind { summary, detail } => Report::new("55000", summary)
                .detail(detail)
                .hint("SELECT * FROM migrate.status(…) shows every migration."),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report().message)
    }
}

impl std::error::Error for Error {}

const SHAPE: &str =
    "A bundle looks like [{\"name\": \"20250131120000_init\", \"sql\": \"CREATE TABLE …\"}] or \
     {\"migrations\": […], \"order\": \"name\" or \"given\"}.";

/// What stands for the name of a seed. No migration can have it: names have no control characters.
pub const SEED: &str = "\tseed";

/// A text by its migration's name; one that is no migration has none.
pub fn called(name: &str) -> String {
    match name {
        "" => "the SQL text".into(),
        SEED => "the seed".into(),
        name => format!("migration \"{name}\""),
    }
}

fn text_fault(name: &str, at: crate::locate::Place, what: &TextFault, excerpt: &str) -> Report {
    let here = format!("{}, line {}, column {}", called(name), at.line, at.column);
    let report = match what {
        TextFault::Nul => Report::new("22021", format!("{here}: a NUL byte, which SQL text cannot hold"))
            .hint("Is the file saved as UTF-16? Save it as UTF-8."),
        TextFault::MetaCommand(command) => Report::new(
            "42601",
            format!("{here}: {command} is a command of the psql client, not SQL"),
        )
        .hint("The server cannot run psql's commands: put the SQL that it stands for into the migration."),
        TextFault::CopyData => Report::new(
            "0A000",
            format!("{here}: COPY … FROM stdin with inline data is read by the psql client, not by the server"),
        )
        .hint("Write the rows as INSERT statements (pg_dump --inserts makes them)."),
        TextFault::CopyStdin => Report::new(
            "0A000",
            format!("{here}: COPY … FROM stdin needs a client that sends the rows"),
        )
        .hint("Write the rows as INSERT statements."),
        TextFault::CopyStdout => Report::new(
            "0A000",
            format!("{here}: COPY … TO stdout needs a client that takes the rows"),
        )
        .hint("Remove the statement: it changes nothing."),
    };
    match excerpt {
        "" => report.context(here),
        _ => report.context(format!("{here}\n{excerpt}")),
    }
}

fn obstacles(list: &[crate::plan::Obstacle], pending: usize) -> Report {
    let mut names: Vec<&str> = list.iter().map(|o| o.migration.as_str()).collect();
    names.dedup();
    let message = match (names.as_slice(), pending) {
        ([one], 1) => format!("migration \"{one}\" cannot be deployed in one transaction"),
        ([one], n) => format!(
            "migration \"{one}\" cannot be deployed in one transaction with the other {} pending",
            n - 1
        ),
        (many, n) => format!(
            "{} of {n} pending migrations cannot be deployed in one transaction",
            many.len()
        ),
    };
    let shown = crate::plan::SHOWN;
    let mut detail: Vec<String> = list.iter().take(shown).map(ToString::to_string).collect();
    if list.len() > shown {
        detail.push(format!("And {} more.", list.len() - shown));
    }
    Report::new(list[0].why.sqlstate(), message)
        .detail(detail.join("\n"))
        .hint(format!("Nothing was run. {ROLLOUT_HINT}"))
}

fn standing(names: &[String], one: &str, many: &str) -> Report {
    match names {
        [name] => Report::new("55000", format!("migration \"{name}\" was {one}")),
        _ => Report::new("55000", format!("{} migrations were {many}", names.len()))
            .detail(list(names)),
    }
}

fn not_empty(tables: &[String], count: i64, prisma: Option<&str>) -> Report {
    let report = Report::new(
        "55000",
        "the database has tables, but no history of migrations (P3005)",
    )
    .detail(match count - tables.len() as i64 {
        0 => format!("Tables: {}.", tables.join(", ")),
        more => format!("Tables: {} and {more} more.", tables.join(", ")),
    });
    let how = "If the schema already has what the migrations do, record them without running them: \
               SELECT * FROM migrate.baseline(<the bundle>), or with up_to => 'name' for the first ones only.";
    match prisma {
        Some(schema) => report.hint(format!(
            "Prisma's history is in the schema {schema}: SET migrate.prisma_schema = {} adopts it. {how}",
            literal(schema)
        )),
        None => report.hint(how),
    }
}

/// A list of names for a DETAIL, cut where a person stops reading.
pub fn list(names: &[String]) -> String {
    const MOST: usize = 10;
    let mut shown: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|n| format!("\"{n}\""))
        .collect();
    if names.len() > MOST {
        shown.push(format!("and {} more", names.len() - MOST));
    }
    shown.join(", ")
}

/// A text as an SQL literal, for a command that can be pasted.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

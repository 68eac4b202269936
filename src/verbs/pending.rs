//! What `deploy` and `rollout` share: from a bundle to the scripts that are to be run.

use crate::server::apply;
use crate::server::args::Args;
use crate::server::catalog::refuse_unknown_tables;
use crate::server::freshness::Mark;
use crate::server::ledger::Known;
use crate::server::memo;
use crate::server::notice::notice;
use crate::server::replaced;
use crate::server::spi::Spi;
use crate::server::statements::parse;
use crate::server::store;
use crate::server::transaction;
use migrate_core::bundle::Bundle;
use migrate_core::error::{literal, TextFault};
use migrate_core::failure::Failure;
use migrate_core::history::{diagnose, pending, Allowed, Line, State};
use migrate_core::locate;
use migrate_core::plan::Script;
use migrate_core::sqltext::prepare;
use migrate_core::statement::Nature;
use migrate_core::{Error, Report};
use std::borrow::Cow;

/// What a bundle asks for, given the history.
pub struct Todo<'b, 'a> {
    /// The bundle, in which a migration that replaces others may have given way to these.
    pub bundle: Cow<'b, Bundle<'a>>,
    /// Indexes into the bundle, in the order in which they are to be applied.
    pub pending: Vec<usize>,
    /// How many migrations of the bundle are done.
    done: usize,
    /// How many are pending but come after `up_to`.
    later: usize,
    /// How many migrations the history has.
    recorded: usize,
    /// How many of these another tool has applied, and the bundle need not have.
    adopted: usize,
    /// There is a table of Prisma's, and so a history, even an empty one.
    in_prisma: bool,
    /// It and our own tables differ, or the bundle has what these lack.
    has_to_learn: bool,
    /// Names of pending ones that sort before an applied one.
    pub out_of_order: Vec<String>,
}

impl Todo<'_, '_> {
    /// Says by NOTICE that nothing is pending, if that is so.
    pub fn is_nothing(&self) -> bool {
        if self.pending.is_empty() {
            notice(nothing_to_do(self.done, self.later));
        }
        self.pending.is_empty()
    }
}

/// What the caller asks for besides the bundle.
pub struct Wish {
    pub up_to: Option<String>,
    pub allowed: Allowed,
    /// Tables of other origin may be there, though the history is empty.
    pub beside_others: bool,
}

impl Wish {
    /// For the whole bundle.
    pub fn all() -> Self {
        Wish {
            up_to: None,
            allowed: Allowed::default(),
            beside_others: false,
        }
    }
}

impl Wish {
    /// Compares the bundle with the history as it is now, and refuses what must not be gone over
    /// silently.
    pub fn todo<'b, 'a>(&self, spi: &Spi, bundle: &'b Bundle<'a>) -> Result<Todo<'b, 'a>, Report> {
        let known = Known::now(spi)?;
        let has_to_learn = known.has_to_learn(bundle);
        let replaced::Settled {
            bundle, recorded, ..
        } = replaced::settle(spi, bundle, known.recorded())?;
        let lines = diagnose(&bundle, &recorded, &|name| store::text(spi, name));
        let mut pending = pending(&lines, &bundle, &recorded, self.allowed)
            .map_err(|error| explain(error, &known))?;
        let open = pending.len();
        // Edited and missing ones are judged by the whole bundle; it is cut only here.
        if let Some(name) = &self.up_to {
            let last = bundle.find(name).map_err(|e| e.report())?;
            pending.retain(|i| *i <= last);
        }
        let out_of_order = lines
            .iter()
            .filter(|l| l.state == State::OutOfOrder)
            .filter_map(|l| l.bundled.filter(|i| pending.contains(i)))
            .map(|i| bundle.migrations[i].name.to_string())
            .collect();
        Ok(Todo {
            done: bundle.migrations.len() - open,
            later: open - pending.len(),
            recorded: recorded.len(),
            adopted: lines.iter().filter(|l| is_adopted(l)).count(),
            in_prisma: known.in_prisma,
            has_to_learn,
            pending,
            out_of_order,
            bundle,
        })
    }

    /// Whether the session remembers that every migration of this bundle is applied; says so by
    /// NOTICE.
    pub fn is_known_as_done(&self, args: &Args, mark: Mark) -> bool {
        let known = args.raw(0).and_then(|raw| memo::recall(raw, mark));
        match known {
            Some(done) if self.up_to.is_none() => {
                notice(nothing_to_do(done.count, 0));
                true
            }
            _ => false,
        }
    }

    /// Whether nothing is pending, by a look at the history without the lock; says so by NOTICE,
    /// and remembers it if bundle and history are the same list.
    pub fn is_done(
        &self,
        args: &Args,
        mark: Mark,
        spi: &Spi,
        bundle: &Bundle<'_>,
    ) -> Result<bool, Report> {
        // Whoever holds the lock may be about to change what is refused here: a rollout that is in
        // the middle of a migration, for example. Only the look under the lock refuses.
        let Ok(todo) = self.todo(spi, bundle) else {
            return Ok(false);
        };
        if todo.has_to_learn && transaction::may_write() {
            return Ok(false);
        }
        if todo.later == 0 && todo.done + todo.adopted == todo.recorded && todo.pending.is_empty() {
            if let Some(raw) = args.raw(0) {
                memo::remember(raw, mark, todo.done, None);
            }
        }
        Ok(todo.is_nothing())
    }
}

/// What the history has as applied and the bundle has not, and that is as it should be.
fn is_adopted(line: &Line) -> bool {
    line.bundled.is_none() && matches!(line.state, State::Applied | State::Baselined)
}

/// A failed migration's error says how far it came.
fn explain(error: Error, known: &Known) -> Report {
    let Error::Failed { name, .. } = &error else {
        return error.report();
    };
    let found = known.history.iter().find(|d| d.recorded.name == *name);
    let ours = found.filter(|d| d.statements > 0).map(|d| {
        format!(
            "{} of its {} statements are committed.",
            d.done, d.statements
        )
    });
    let detail = ours.into_iter().chain(known.failure(name));
    Error::Failed {
        name: name.clone(),
        detail: detail.collect::<Vec<_>>().join("\n"),
    }
    .report()
}

/// Before the first migration of a history: the database must not have tables of unknown origin.
pub fn refuse_foreign_database(spi: &Spi, todo: &Todo<'_, '_>) -> Result<(), Report> {
    if todo.recorded == 0 && !todo.in_prisma {
        refuse_unknown_tables(spi)?;
    }
    Ok(())
}

/// The prepared texts of the pending migrations.
pub fn texts<'a>(
    bundle: &'a Bundle<'_>,
    pending: &[usize],
) -> Result<Vec<(&'a str, Cow<'a, str>)>, Report> {
    pending
        .iter()
        .map(|i| {
            let migration = &bundle.migrations[*i];
            let text = prepare(&migration.name, migration.text()?)?;
            let text = match migration.is_covered {
                true => Cow::Borrowed(""),
                false => text,
            };
            Ok((migration.name.as_ref(), text))
        })
        .collect::<Result<_, Error>>()
        .map_err(|e| e.report())
}

/// Parses the texts with the server's parser: a syntax error anywhere is found before anything runs.
pub fn scripts<'a>(texts: &'a [(&'a str, Cow<'a, str>)]) -> Result<Vec<Script<'a>>, Report> {
    texts
        .iter()
        .map(|(name, text)| {
            let mut script = Script {
                name,
                text,
                statements: Vec::new(),
            };
            match parse(text) {
                Ok(statements) => script.statements = statements,
                Err(caught) => {
                    let mut cause = apply::cause(caught, text);
                    cause.report.context = None;
                    return Err(Failure::syntax(&script, cause).report("Nothing was run."));
                }
            }
            refuse_client_copy(&script)?;
            Ok(script)
        })
        .collect()
}

fn refuse_client_copy(script: &Script<'_>) -> Result<(), Report> {
    for statement in &script.statements {
        let what = match statement.nature {
            Nature::CopyIn => TextFault::CopyStdin,
            Nature::CopyOut => TextFault::CopyStdout,
            _ => continue,
        };
        return Err(Error::Text {
            name: script.name.into(),
            place: locate::place(script.text, statement.start),
            excerpt: locate::excerpt(script.text, statement.start, 0),
            what,
        }
        .report());
    }
    Ok(())
}

/// The sentence of a deployment that finds nothing to do.
fn nothing_to_do(done: usize, later: usize) -> String {
    let applied = match done {
        0 => return "nothing to do: the bundle is empty".into(),
        1 => "1 migration is applied".into(),
        n => format!("{n} migrations are applied"),
    };
    match later {
        0 => format!("nothing to do: {applied}, none is pending"),
        n => format!("nothing to do: {applied}, {n} pending after up_to"),
    }
}

/// Names in a NOTICE.
pub fn names(list: &[String]) -> String {
    migrate_core::error::list(list)
}

/// Where a failed attempt can be looked up, for a HINT, if it was kept.
pub fn look_at(name: &str, kept: bool) -> String {
    if !kept {
        return String::new();
    }
    format!(
        " SELECT * FROM migrate.attempts WHERE name = {} shows this error.",
        literal(name)
    )
}

//! `migrate.adopt(tool, migrations, history)`

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::foreign_table::{self, Table};
use crate::server::ledger::{learn, Ledger};
use crate::server::notice::notice;
use crate::server::rows::Row;
use crate::server::schema::watch;
use crate::server::session::time_zone;
use crate::server::spi::Spi;
use crate::server::store::{self, Detailed};
use crate::server::{lock, running, transaction};
use crate::sql_function;
use migrate_core::adopt::found::{found, Found};
use migrate_core::adopt::lessons::{lessons, news, refuse_unclear};
use migrate_core::adopt::words::{detail, unknown, Text};
use migrate_core::adopt::{Origin, Tool};
use migrate_core::bundle::Bundle;
use migrate_core::history::{Recorded, Standing, State};
use migrate_core::{Error, Report};
use std::collections::HashMap;

sql_function!(migrate_adopt => adopt);

fn adopt(args: &Args) -> Outcome {
    running::refuse("migrate.adopt")?;
    let tool = tool(&args.required(0, "tool")?)?;
    let json = args.text(1)?;
    let bundle = json
        .as_deref()
        .map(Bundle::parse)
        .transpose()
        .map_err(|e| e.report())?;
    transaction::refuse_read_only("migrate.adopt")?;
    let spi = Spi::connect();
    lock::for_transaction(&spi)?;
    let table = foreign_table::find(&spi, tool, args.text(2)?.as_deref())?;
    Ledger::open(&spi, None)?;
    let before = store::detailed()?;
    let rows = foreign_table::read(tool, &table)?;
    let all = found(tool, rows);
    let count = all.len();
    take_in(&spi, tool, all, &before, bundle.as_ref())?;
    let adopted = store::recorded()?;
    if let Some(bundle) = &bundle {
        learn(&spi, bundle)?;
    }
    // Prisma's book, where there is one.
    Ledger::open(&spi, None)?;
    let account = Account::of(tool, bundle.as_ref(), &adopted);
    let changed = changed(&before, store::detailed()?);
    match changed.is_empty() {
        true => notice(nothing(tool, &table, count)),
        false => {
            watch::accept(&spi, "adopt")?;
            notice(account.sum(&table, &changed));
        }
    }
    let rows = changed.iter().map(|detailed| account.row(detailed));
    Ok(Answer::rows(rows.collect()))
}

fn nothing(tool: Tool, table: &Table, count: usize) -> String {
    let (path, title) = (table.path(), tool.title());
    match count {
        0 => format!("{path} of {title} has no migrations"),
        1 => format!("nothing new: the migration of {path} is in the history already"),
        n => format!("nothing new: the {n} migrations of {path} are in the history already"),
    }
}

fn tool(name: &str) -> Result<Tool, Report> {
    Tool::parse(name).ok_or_else(|| {
        let names = Tool::ALL.map(Tool::name).join(", ");
        Report::new(
            "22023",
            format!("\"{name}\" is no tool whose history can be adopted"),
        )
        .hint(format!(
            "It is one of {names}. Any other: SELECT * FROM migrate.baseline(<the bundle>)"
        ))
    })
}

/// Records what the table has and the history has not.
fn take_in(
    spi: &Spi,
    tool: Tool,
    all: Vec<Found>,
    before: &[Detailed],
    bundle: Option<&Bundle<'_>>,
) -> Result<(), Report> {
    let recorded: Vec<Recorded> = before.iter().map(|d| d.recorded.clone()).collect();
    // Only our own rollouts count statements.
    let by_rollout = |i: usize| before[i].statements > 0;
    let new = news(tool, all, &recorded, &by_rollout).map_err(|i| {
        let detail = format!(
            "A rollout began it here, while {} has it too.",
            tool.title()
        );
        let name = recorded[i].name.clone();
        Error::Failed { name, detail }.report()
    })?;
    if let Some(bundle) = bundle {
        refuse_unclear(tool, bundle, &new)?;
    }
    new.iter()
        .try_for_each(|one| store::adopt_found(spi, tool, one))
}

/// What is not in the history as it was before.
fn changed(before: &[Detailed], now: Vec<Detailed>) -> Vec<Detailed> {
    let known: HashMap<&str, &Recorded> = before
        .iter()
        .map(|d| (d.recorded.name.as_str(), &d.recorded))
        .collect();
    let is_new = |d: &Detailed| known.get(d.recorded.name.as_str()) != Some(&&d.recorded);
    now.into_iter().filter(is_new).collect()
}

/// What is to be said of each migration, by its name in the history.
struct Account<'r> {
    tool: Tool,
    is_bundled: bool,
    /// Where it came from, and whether as one before the last.
    origins: HashMap<String, (Origin<'r>, Option<bool>)>,
}

impl<'r> Account<'r> {
    fn of(tool: Tool, bundle: Option<&Bundle<'_>>, adopted: &'r [Recorded]) -> Self {
        let rows = adopted.iter();
        let own = rows.filter_map(|r| Some((r.name.clone(), (Origin::parse(&r.checksum)?, None))));
        let mut origins: HashMap<_, _> = own.collect();
        for lesson in bundle.iter().flat_map(|bundle| lessons(bundle, adopted)) {
            if let Some(origin) = Origin::parse(&adopted[lesson.row].checksum) {
                let name = lesson.migration.name.to_string();
                origins.insert(name, (origin, Some(lesson.is_before)));
            }
        }
        Account {
            tool,
            is_bundled: bundle.is_some(),
            origins,
        }
    }

    fn text(&self, recorded: &Recorded) -> Text {
        match self.origins.get(&recorded.name) {
            Some((_, Some(is_before))) => Text::Bundled {
                is_before: *is_before,
            },
            _ => Text::None {
                bundled: self.is_bundled,
            },
        }
    }

    fn state(&self, recorded: &Recorded) -> State {
        let is_bundled = matches!(self.text(recorded), Text::Bundled { .. });
        match recorded.standing {
            standing if standing.is_open() => State::Failed,
            _ if recorded.is_textless() && is_bundled => State::Edited,
            Standing::Baselined => State::Baselined,
            _ => State::Applied,
        }
    }

    fn row(&self, detailed: &Detailed) -> Row {
        let recorded = &detailed.recorded;
        let state = self.state(recorded);
        let origin = self.origins.get(&recorded.name).map(|(origin, _)| origin);
        let text = self.text(recorded);
        let detail = origin.map(|origin| detail(&recorded.name, state, origin, text));
        vec![
            recorded.name.as_str().into(),
            state.as_str().into(),
            detailed.at.clone(),
            detail.filter(|text| !text.is_empty()).into(),
        ]
    }

    /// All of it in one sentence, and what the table does not say.
    fn sum(&self, table: &Table, changed: &[Detailed]) -> String {
        let states = [
            State::Applied,
            State::Baselined,
            State::Edited,
            State::Failed,
        ];
        let counts = states.map(|state| {
            let of_state = |d: &&Detailed| self.state(&d.recorded) == state;
            (changed.iter().filter(of_state).count(), state.as_str())
        });
        let counts: Vec<String> = counts
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, state)| format!("{n} {state}"))
            .collect();
        let is_textless = |d: &&Detailed| matches!(self.text(&d.recorded), Text::None { .. });
        let textless = changed.iter().filter(is_textless).count();
        let plural = if changed.len() == 1 { "" } else { "s" };
        format!(
            "{} migration{plural} adopted from {} of {}: {}. Not known: {}.",
            changed.len(),
            table.path(),
            self.tool.title(),
            counts.join(", "),
            unknown(self.tool, changed.len(), textless, &time_zone())
        )
    }
}

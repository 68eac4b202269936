//! What stands between a history and its next migration: rows of `dev`, each with what to do.

use super::dev::row;
use super::picture::{is_settled, Picture};
use crate::server::rows::Row;
use migrate_core::divergence::Divergence;
use migrate_core::drift::{compare, summary};
use migrate_core::history::{Line, State};
use migrate_core::prisma::between::Side;
use migrate_core::prisma::diff::{plan, unspoken, Style};
use migrate_core::prisma::document;
use migrate_core::schema::part::Part;
use migrate_core::schema::{owner, Schema};

/// What the history and the migrations say of each other.
pub fn of_history(picture: &Picture) -> Vec<Row> {
    let lines = picture.lines.iter();
    let faulty = lines.filter(|line| !is_settled(line) && !line.state.is_pending());
    let rows = faulty.map(|line| problem(picture, line));
    picture
        .divergence()
        .iter()
        .map(diverged)
        .chain(rows)
        .collect()
}

fn diverged(found: &Divergence) -> Row {
    let after = match &found.last_common {
        Some(name) => format!("after \"{name}\""),
        None => "from the first on".into(),
    };
    let detail = format!(
        "the migrations recorded in the database diverge from those given {after}: only given: {}; only recorded: {}",
        found.only_bundled.join(", "),
        found.only_recorded.join(", ")
    );
    row(
        "diverged",
        found.last_common.as_deref(),
        None,
        None,
        &detail,
    )
}

fn problem(picture: &Picture, line: &Line) -> Row {
    let detail = match line.state {
        State::Edited => "was modified after it was applied: put the old text back (migrate.history has it), or accept the new one with migrate.resolve(name, 'applied', migrations)",
        State::Missing => "applied to the database but missing from the migrations given: fetch it from the branch that has it (migrate.history has its text)",
        _ => "failed half-way: migrate.status() says how far it came; say what is true by migrate.resolve(name, 'rolled_back') or migrate.resolve(name, 'applied')",
    };
    let name = picture.name(line);
    row(line.state.as_str(), Some(&name), None, None, detail)
}

/// Whether the database is what the applied migrations make, in the eyes of the target's language.
pub fn drift(picture: &Picture, history: &Side, live: &Schema, target: &Side) -> Option<Row> {
    let found = match &target.prisma {
        Some(_) => in_prisma_drift(history, live, target),
        None => any_drift(&history.schema, live),
    }?;
    let remedy = if picture.known.history.is_empty() {
        "If the schema is as it should be: migrate.baseline(migrations) records the migrations that made it; where there are none, migrate.script(migrate.empty(), migrate.live()) is the text of the first."
    } else if picture.drift > 0 {
        "SELECT * FROM migrate.drift() says who did it, and has the SQL that undoes it; migrate.adopt_drift(name) makes it a migration."
    } else {
        "migrate.push(migrate.replay(migrations)) undoes it. To keep it, save migrate.script(migrate.replay(migrations), migrate.live()) as a migration, and record that by migrate.resolve(name, 'applied', migrations)."
    };
    let detail = format!("the database is not in sync with its migrations:\n{found}\n{remedy}");
    Some(row("drifted", None, None, None, &detail))
}

fn any_drift(history: &Schema, live: &Schema) -> Option<String> {
    let (mut history, mut live) = (history.clone(), live.clone());
    owner::agree(&mut history, &mut live);
    let (history, live) = (Part::from(history), Part::from(live));
    let found = compare(&history, &live);
    (!found.is_empty()).then(|| summary(&found))
}

/// In Prisma's scope only.
fn in_prisma_drift(history: &Side, live: &Schema, target: &Side) -> Option<String> {
    let file = target.prisma.as_ref()?;
    let read = |schema| {
        let wanted = &file.model;
        let mut model = document::read(schema, &wanted.default_namespace, &wanted.namespaces);
        unspoken::extensions(&file.ast, &mut model);
        model
    };
    let (history, live) = (read(&history.schema), read(live));
    let plan = plan(&history, &live, Style::Prisma);
    (!plan.steps.is_empty()).then(|| plan.summary())
}

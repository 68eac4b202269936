//! `migrate.squash(migrations, name, up_to)`

use super::engine::refuse_impossible;
use super::pending::{scripts, texts};
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::notice::{notice, warning};
use crate::server::rows::Cell;
use crate::server::schema::snapshot;
use crate::server::spi::Spi;
use crate::server::{running, shadow};
use crate::sql_function;
use migrate_core::bundle::{Bundle, Migration};
use migrate_core::diff::Plan;
use migrate_core::drift::compare;
use migrate_core::error::list;
use migrate_core::plan::Script;
use migrate_core::schema::part::Part;
use migrate_core::schema::{json, Schema};
use migrate_core::squash::{self, Contents, Holder, Oddity};
use migrate_core::Report;
use serde_json::{json, Value};

sql_function!(migrate_squash => squash);

fn squash(args: &Args) -> Outcome {
    running::refuse("migrate.squash")?;
    let text = args.required(0, "migrations")?;
    let bundle = Bundle::parse(&text).map_err(|e| e.report())?;
    let count = match args.text(2)? {
        Some(last) => bundle.find(&last).map_err(|e| e.report())? + 1,
        None => bundle.migrations.len(),
    };
    let (replaced, later) = bundle.migrations.split_at(count);
    if replaced.len() < 2 {
        return Err(Report::new(
            "22023",
            "there is nothing to squash: it takes two migrations or more",
        ));
    }
    let name = name(args.text(1)?.as_deref(), &bundle, replaced, later)?;
    let sql = one_text(&bundle, replaced)?;
    let replaces: Value = replaced.iter().map(entry).collect();
    Ok(Answer::rows(vec![vec![
        name.into(),
        sql.into(),
        Cell::Json(replaces.to_string()),
    ]]))
}

fn name(
    label: Option<&str>,
    bundle: &Bundle<'_>,
    replaced: &[Migration<'_>],
    later: &[Migration<'_>],
) -> Result<String, Report> {
    let all = &bundle.migrations;
    let by_name = all.windows(2).all(|pair| pair[0].name < pair[1].name);
    let last = &replaced[replaced.len() - 1].name;
    let next = later.first().filter(|_| by_name).map(|m| m.name.as_ref());
    let name = squash::name(label, last, next)?;
    if bundle.find_any(&name).is_ok() {
        return Err(Report::new(
            "42710",
            format!("the bundle has a migration \"{name}\" already"),
        )
        .hint("Give the squashed migration another name => '…'."));
    }
    Ok(name)
}

/// A migration as the bundle has it.
fn entry(migration: &Migration<'_>) -> Value {
    let mut value = json!({"name": migration.name, "checksum": migration.checksum});
    if let Some(sql) = &migration.sql {
        value["sql"] = json!(sql);
    }
    if !migration.replaces.is_empty() {
        value["replaces"] = migration.replaces.iter().map(entry).collect();
    }
    value
}

/// The text that does what all the migrations do in an empty database.
fn one_text(bundle: &Bundle<'_>, replaced: &[Migration<'_>]) -> Result<String, Report> {
    let indexes: Vec<usize> = (0..replaced.len()).collect();
    let texts = texts(bundle, &indexes)?;
    let scripts = scripts(&texts)?;
    let spi = Spi::connect();
    let made = Made::by(&spi, &scripts)?;
    let contents = match made.contents.has_rows() {
        true => settled(&made, &Made::by(&spi, &scripts)?, &scripts),
        false => made.contents.clone(),
    };
    refuse_unseen(&made.contents, &scripts)?;
    let first = first(&scripts);
    let text = squash::text(replaced, &first, &made.schema, &contents).map_err(|impossible| {
        let plan = Plan {
            impossible,
            ..Plan::default()
        };
        refuse_impossible(&plan).expect_err("something is impossible")
    })?;
    verify(&spi, &text, &made, &contents, &scripts)?;
    Ok(text)
}

/// What migrations make of an empty database.
struct Made {
    schema: Schema,
    contents: Contents,
}

impl Made {
    fn by(spi: &Spi, scripts: &[Script<'_>]) -> Result<Self, Report> {
        let answer = shadow::replay_with_rows(spi, scripts)?;
        let read = |answer: &str| -> Result<Self, String> {
            let mut answer: Value = serde_json::from_str(answer).map_err(|e| e.to_string())?;
            let contents = serde_json::from_value(answer["contents"].take());
            Ok(Made {
                schema: json::read(answer["document"].as_str().unwrap_or_default())?,
                contents: contents.map_err(|e| e.to_string())?,
            })
        };
        read(&answer).map_err(snapshot::unreadable)
    }
}

/// The rows, without the values of the moment where a default makes them.
fn settled(made: &Made, again: &Made, scripts: &[Script<'_>]) -> Contents {
    let (contents, fixed) = squash::settled(&made.contents, &again.contents);
    for (table, column) in fixed {
        let what = match column.as_str() {
            "" => format!("the rows of {table}"),
            column => format!("the values of {table}.{column}"),
        };
        warning(format!(
            "{what} come out differently each time: the squashed migration has those of now. They come from {}",
            writers(scripts, &table)
        ));
    }
    contents
}

/// The statements that may write rows of a table.
fn writers(scripts: &[Script<'_>], table: &str) -> String {
    let names: Vec<String> = squash::writers(scripts, table);
    match names.is_empty() {
        true => "a function or a DO block".into(),
        false => names.join("; "),
    }
}

const LARGE_OBJECTS: [&str; 4] = ["lo_create", "lo_creat", "lo_import", "lo_from_bytea"];

/// Refuses what rows and schema do not show, and names what they may not show.
fn refuse_unseen(contents: &Contents, scripts: &[Script<'_>]) -> Result<(), Report> {
    for holder in &contents.holders {
        match holder {
            Holder::LargeObjects => {
                return Err(Report::new("0A000", "the migrations make large objects, which no squashed migration has")
                    .detail(LARGE_OBJECTS.map(|f| squash::writers(scripts, f)).concat().join("\n"))
                    .hint("Squash the migrations before and behind these: up_to => '…'."));
            }
            Holder::OfExtension { schema, name } => warning(format!(
                "rows in {schema}.{name}, a table of an extension's, are not in the squashed migration: add what makes them. They come from {}",
                writers(scripts, &format!("{schema}.{name}"))
            )),
            _ => {}
        }
    }
    Ok(())
}

/// The statements about the whole server, which the squashed migration begins with.
fn first(scripts: &[Script<'_>]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut doubtful = Vec::new();
    for odd in squash::oddities(scripts) {
        match odd {
            Oddity::Kept(statement) => kept.push(statement),
            Oddity::Doubtful(place) => doubtful.push(place),
        }
    }
    if !kept.is_empty() {
        notice("statements about roles, databases or the whole server stand as they are at the beginning of the squashed migration");
    }
    if !doubtful.is_empty() {
        warning(format!(
            "what these do to roles, databases or the whole server is not in the squashed migration: {}",
            doubtful.join("; ")
        ));
    }
    kept
}

/// Replays the text: it has to make the same schema and the same rows.
fn verify(
    spi: &Spi,
    text: &str,
    made: &Made,
    contents: &Contents,
    replaced: &[Script<'_>],
) -> Result<(), Report> {
    let migration = Migration::new("squashed", text);
    let bundle = Bundle {
        migrations: vec![migration],
        ..Bundle::default()
    };
    let texts = texts(&bundle, &[0])?;
    let own = Made::by(spi, &scripts(&texts)?)?;
    let part = |schema: &Schema| Part::from(schema.clone());
    for view in contents.stale_views(&own.contents) {
        warning(format!(
            "the materialized view {view} holds other rows: the squashed migration fills it when all rows are there. These fill it now: {}",
            squash::fillers(replaced, &view).join("; ")
        ));
    }
    let (wanted, got) = (part(&made.schema), part(&own.schema));
    let differences: Vec<String> = (compare(&wanted, &got).iter())
        .map(|d| {
            format!(
                "{} {} {}: {}",
                d.subject,
                d.display,
                d.change.as_str(),
                d.detail()
            )
        })
        .collect();
    let rows = contents.missing_in(&own.contents);
    if differences.is_empty() && rows.is_empty() {
        return Ok(());
    }
    Err(Report::new(
        "0A000",
        "the squashed migration would not make what the migrations make",
    )
    .detail(match differences.is_empty() {
        true => format!("Rows: {}", list(&rows)),
        false => differences.join("\n"),
    })
    .hint("Squash fewer of them: up_to => '…'."))
}

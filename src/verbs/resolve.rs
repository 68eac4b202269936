//! `migrate.resolve(name, how, migrations)`

use super::leftover;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::identity::current_user;
use crate::server::ledger::Ledger;
use crate::server::schema::watch;
use crate::server::spi::Spi;
use crate::server::store::{self, Entry};
use crate::server::{lock, running, transaction};
use crate::sql_function;
use migrate_core::bundle::{Bundle, Migration};
use migrate_core::error::literal;
use migrate_core::history::{Recorded, Standing};
use migrate_core::{Error, Report};
use std::time::Duration;

sql_function!(migrate_resolve => resolve);

fn resolve(args: &Args) -> Outcome {
    running::refuse("migrate.resolve")?;
    let name = args.required(0, "name")?;
    let how = args.required(1, "how")?;
    let json = args.text(2)?;
    let bundle = json
        .as_deref()
        .map(Bundle::parse)
        .transpose()
        .map_err(|e| e.report())?;
    transaction::refuse_read_only("migrate.resolve")?;
    let spi = Spi::connect();
    lock::for_transaction(&spi)?;
    let ledger = Ledger::open(&spi, bundle.as_ref())?;
    let recorded = store::recorded()?.into_iter().find(|r| r.name == name);
    let standing = match how.as_ref() {
        "applied" => applied(&ledger, &name, recorded.as_ref(), bundle.as_ref())?,
        "rolled_back" => rolled_back(&ledger, &name, recorded.as_ref())?,
        other => {
            return Err(Report::new(
                "22023",
                format!("\"{other}\" is no way to resolve a migration"),
            )
            .hint("It is 'applied' or 'rolled_back'."))
        }
    };
    let was_open = recorded.is_some_and(|r| r.standing.is_open());
    let detail = was_open.then(|| match &bundle {
        Some(bundle) => leftover::beside_texts(&spi, bundle),
        None => leftover::beside_recorded(&spi, standing, ledger.took_schema),
    });
    // What was declared undone left the schema as it was expected before; anything else is drift.
    if standing != Standing::RolledBack {
        watch::accept(&spi, "resolve")?;
    }
    Ok(Answer::rows(vec![vec![
        name.as_ref().into(),
        standing.as_str().into(),
        detail.transpose()?.into(),
    ]]))
}

fn applied(
    ledger: &Ledger<'_>,
    name: &str,
    recorded: Option<&Recorded>,
    bundle: Option<&Bundle<'_>>,
) -> Result<Standing, Report> {
    let bundled = bundle
        .map(|b| b.find_any(name))
        .transpose()
        .map_err(|e| e.report())?;
    match (recorded, bundled) {
        (None, None) => Err(Error::Resolve {
            code: "P3017",
            message: format!("migration \"{name}\" is not in the history"),
            hint: "Pass the bundle as the third argument, so that its text can be recorded.".into(),
        }
        .report()),
        (None, Some(migration)) => {
            record(ledger, migration)?;
            Ok(Standing::Applied)
        }
        (Some(recorded), bundled) => {
            let text = bundled
                .map(|m| m.text().map(|sql| (m.checksum.as_ref(), sql)))
                .transpose();
            let text = text.map_err(|e| e.report())?;
            let same = text.is_none_or(|(checksum, _)| checksum == recorded.checksum);
            if recorded.standing.is_done() && same {
                return Err(Error::Resolve {
                    code: "P3008",
                    message: format!("migration \"{name}\" is recorded as applied already"),
                    hint: "To accept an edited text, pass the bundle that has it as the third argument.".into(),
                }
                .report());
            }
            // A baselined migration stays one: only its text is replaced.
            let standing = match recorded.standing {
                Standing::Baselined => Standing::Baselined,
                _ => Standing::Applied,
            };
            ledger.declare_applied(recorded, standing, text)?;
            bundled.map_or(Ok(()), |m| ledger.record_replaced(m))?;
            Ok(standing)
        }
    }
}

fn record(ledger: &Ledger<'_>, migration: &Migration<'_>) -> Result<(), Report> {
    let by = current_user();
    ledger.record(&Entry {
        name: &migration.name,
        checksum: &migration.checksum,
        sql: migration.text().map_err(|e| e.report())?,
        standing: Standing::Applied,
        statements: None,
        done: 0,
        duration: Duration::ZERO,
        by: &by,
    })?;
    ledger.record_replaced(migration)
}

fn rolled_back(
    ledger: &Ledger<'_>,
    name: &str,
    recorded: Option<&Recorded>,
) -> Result<Standing, Report> {
    let refuse = |code, message: String, hint: String| {
        Err(Error::Resolve {
            code,
            message,
            hint,
        }
        .report())
    };
    match recorded.map(|r| r.standing) {
        None => refuse(
            "P3011",
            format!("migration \"{name}\" was never begun, so it cannot be rolled back"),
            "SELECT * FROM migrate.status() lists what is recorded.".into(),
        ),
        Some(standing) if standing.is_open() => {
            ledger.declare_rolled_back(name)?;
            Ok(Standing::RolledBack)
        }
        Some(_) => refuse(
            "P3012",
            format!("migration \"{name}\" is not in a failed state"),
            format!(
                "Only what failed half-way can be declared undone. To undo an applied migration, write a new one; \
                 its text is in migrate.history WHERE name = {}.",
                literal(name)
            ),
        ),
    }
}

//! `migrate.adopt_drift(name)`

use super::drift::unknown;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::identity::current_user;
use crate::server::ledger::Ledger;
use crate::server::schema::watch::{self, Standing};
use crate::server::spi::Spi;
use crate::server::store::{self, Entry};
use crate::server::{lock, running, transaction};
use crate::sql_function;
use migrate_core::bundle::check_name;
use migrate_core::drift::adopt;
use migrate_core::error::list;
use migrate_core::{checksum, history, Error, Report};
use std::time::Duration;

sql_function!(migrate_adopt_drift => adopt_drift);

fn adopt_drift(args: &Args) -> Outcome {
    running::refuse("migrate.adopt_drift")?;
    let name = args.required(0, "name")?;
    check_name(&name).map_err(|message| Error::Name { message }.report())?;
    transaction::refuse_read_only("migrate.adopt_drift")?;
    let spi = Spi::connect();
    lock::for_transaction(&spi)?;
    let ledger = Ledger::open(&spi, None)?;
    if store::recorded()?.iter().any(|r| r.name == name) {
        return Err(Report::new(
            "42710",
            format!("the history has a migration \"{name}\" already"),
        )
        .hint("Choose another name; it should sort after the last one."));
    }
    let drift = match watch::look(&spi)? {
        Standing::Unknown => return Err(unknown()),
        Standing::AsExpected => return Ok(Answer::none()),
        Standing::Drifted(drift) => drift,
    };
    let sql = adopt(&drift.differences(), &drift.around()).map_err(|ids| impossible(&ids))?;
    let checksum = checksum::of(&sql);
    ledger.record(&Entry {
        name: &name,
        checksum: &checksum,
        sql: &sql,
        standing: history::Standing::Applied,
        statements: None,
        done: 0,
        duration: Duration::ZERO,
        by: &current_user(),
    })?;
    watch::accept(&spi, "adopt_drift")?;
    Ok(Answer::rows(vec![vec![name.as_ref().into(), sql.into()]]))
}

fn impossible(ids: &[String]) -> Report {
    Report::new("0A000", "some of the drift cannot be written as statements that lose no data")
        .detail(list(ids))
        .hint("SELECT * FROM migrate.drift() shows it. Undo it, or write a migration by hand and record it with migrate.resolve(name, 'applied', <the bundle>).")
}

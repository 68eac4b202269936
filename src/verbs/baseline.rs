//! `migrate.baseline(migrations, up_to)`

use super::pending::Wish;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::identity::current_user;
use crate::server::ledger::Ledger;
use crate::server::schema::watch;
use crate::server::spi::Spi;
use crate::server::store::Entry;
use crate::server::{lock, replaced, running, transaction};
use crate::sql_function;
use migrate_core::bundle::Bundle;
use migrate_core::history::{Allowed, Standing};
use std::borrow::Cow;
use std::time::Duration;

sql_function!(migrate_baseline => baseline);

fn baseline(args: &Args) -> Outcome {
    running::refuse("migrate.baseline")?;
    let json = args.required(0, "migrations")?;
    let bundle = Bundle::parse(&json).map_err(|e| e.report())?;
    let wish = Wish {
        up_to: args.text(1)?.map(Cow::into_owned),
        allowed: Allowed { missing: true },
        ..Wish::all()
    };
    transaction::refuse_read_only("migrate.baseline")?;
    let spi = Spi::connect();
    lock::for_transaction(&spi)?;
    let ledger = Ledger::open(&spi, Some(&bundle))?;
    let todo = wish.todo(&spi, &bundle)?;
    if todo.is_nothing() {
        return Ok(Answer::none());
    }
    let by = current_user();
    let mut rows = Vec::with_capacity(todo.pending.len());
    for i in todo.pending {
        let migration = &todo.bundle.migrations[i];
        ledger.record(&Entry {
            name: &migration.name,
            checksum: &migration.checksum,
            sql: migration.text().map_err(|e| e.report())?,
            standing: Standing::Baselined,
            statements: None,
            done: 0,
            duration: Duration::ZERO,
            by: &by,
        })?;
        replaced::record(&spi, migration)?;
        rows.push(vec![
            migration.name.as_ref().into(),
            Standing::Baselined.as_str().into(),
        ]);
    }
    watch::accept(&spi, "baseline")?;
    Ok(Answer::rows(rows))
}

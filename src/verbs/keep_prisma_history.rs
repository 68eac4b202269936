//! `migrate.keep_prisma_history()`

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::ledger::{Known, Ledger};
use crate::server::running::Running;
use crate::server::spi::Spi;
use crate::server::{lock, prisma_table, running, transaction};
use crate::sql_function;

sql_function!(migrate_keep_prisma_history => keep_prisma_history);

fn keep_prisma_history(_: &Args) -> Outcome {
    running::refuse("migrate.keep_prisma_history")?;
    transaction::refuse_read_only("migrate.keep_prisma_history")?;
    let spi = Spi::connect();
    lock::for_transaction(&spi)?;
    if prisma_table::find()?.is_none() {
        let _running = Running::verb("keep_prisma_history");
        prisma_table::create(&spi)?;
    }
    // Opening the two books brings them together.
    Ledger::open(&spi, None)?;
    let count = Known::now(&spi)?.history.len();
    let plural = if count == 1 { "" } else { "s" };
    let text = format!("_prisma_migrations is kept in step: {count} migration{plural}");
    Ok(Answer::Value(text.into()))
}

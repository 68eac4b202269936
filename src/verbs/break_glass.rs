//! `migrate.break_glass(reason, only_this_transaction)`

use crate::server::args::Args;
use crate::server::ddl::{glass, log};
use crate::server::entry::{Answer, Outcome};
use crate::server::spi::Spi;
use crate::server::{running, transaction};
use crate::sql_function;
use migrate_core::Report;

sql_function!(migrate_break_glass => break_glass);

fn break_glass(args: &Args) -> Outcome {
    running::refuse("migrate.break_glass")?;
    let only_this_transaction = args.flag(1);
    let Some(reason) = args.text(0)? else {
        glass::set(None, only_this_transaction);
        return Ok(Answer::Value("the glass is whole again".into()));
    };
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Report::new("22023", "breaking the glass needs a reason")
            .hint("Say why, for whoever reads migrate.ddl_log: SELECT migrate.break_glass('incident 4711: …')."));
    }
    transaction::refuse_read_only("migrate.break_glass")?;
    log::write_break_glass(&Spi::connect(), reason)?;
    glass::set(Some(reason), only_this_transaction);
    let says = match only_this_transaction {
        true => "DDL is allowed until the end of this transaction, and logged with the reason",
        false => "DDL is allowed in this session until SELECT migrate.break_glass(NULL), and logged with the reason",
    };
    Ok(Answer::Value(says.into()))
}

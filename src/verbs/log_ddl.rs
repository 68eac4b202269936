//! `migrate.log_ddl(enabled, keep)`

use crate::server::args::Args;
use crate::server::catalog::pinned;
use crate::server::ddl::log;
use crate::server::ddl::switches::{self, Switches};
use crate::server::entry::{Answer, Outcome};
use crate::server::session::Settings;
use crate::server::spi::Spi;
use crate::server::transaction;
use crate::sql_function;
use migrate_core::Report;

sql_function!(migrate_log_ddl => log_ddl);

fn log_ddl(args: &Args) -> Outcome {
    let spi = Spi::connect();
    let (choice, keep) = (args.choice(0), interval(args, 1));
    if choice.is_some() || keep.is_some() {
        transaction::refuse_read_only("migrate.log_ddl")?;
    }
    if let Some(enabled) = choice {
        switches::set(&spi, "log_ddl", if enabled { "on" } else { "off" })?;
    }
    if let Some(keep) = &keep {
        let query = "SELECT $1::interval > '0'";
        let positive = pinned(|| spi.read(query, &[keep.as_str().into()]));
        if !positive[0][0].is_true() {
            return Err(
                Report::new("22023", format!("the log cannot keep its rows for {keep}"))
                    .hint("Say for how long, as an interval: migrate.log_ddl(keep => '30 days')."),
            );
        }
        switches::set(&spi, "keep_ddl_log", keep)?;
        log::prune(&spi, keep);
    }
    let switches = Switches::read()?;
    let keeps = format!("migrate.ddl_log keeps its rows for {}", switches.keep);
    let says = match switches.log {
        true => {
            switches::warn_if_blind(&spi);
            format!("DDL is logged; {keeps}")
        }
        false => format!("DDL is not logged; {keeps}"),
    };
    Ok(Answer::Value(says.into()))
}

/// The interval as text that means the same in every session.
fn interval(args: &Args, n: usize) -> Option<String> {
    let scope = Settings::open();
    scope.set("IntervalStyle", "postgres");
    let text = args.output(n);
    scope.close();
    text
}

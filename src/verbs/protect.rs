//! `migrate.protect(enabled)`

use crate::server::args::Args;
use crate::server::ddl::switches::{self, Switches};
use crate::server::entry::{Answer, Outcome};
use crate::server::spi::Spi;
use crate::server::transaction;
use crate::sql_function;

sql_function!(migrate_protect => protect);

fn protect(args: &Args) -> Outcome {
    let spi = Spi::connect();
    let choice = args.choice(0);
    if choice.is_some() {
        transaction::refuse_read_only("migrate.protect")?;
    }
    match choice {
        // Two rows, of which pg_dump takes the first: see migrate.settings.
        Some(true) => {
            switches::set(&spi, "protect", "on")?;
            switches::set(&spi, "protect_in_force", "on")?;
        }
        Some(false) => {
            switches::unset(&spi, "protect")?;
            switches::unset(&spi, "protect_in_force")?;
        }
        None => {}
    }
    let switches = Switches::read()?;
    let says = match (&switches.protected, switches.protected_elsewhere) {
        (Some(since), _) => {
            switches::warn_if_blind(&spi);
            format!(
                "protection is on since {} by {}: DDL is refused unless a migration runs it",
                since.at(),
                since.by
            )
        }
        (None, true) => "protection is off: it was on in the database that this one was restored from, and migrate.protect(true) puts it in force here".into(),
        (None, false) => "protection is off: DDL is allowed".into(),
    };
    Ok(Answer::Value(says.into()))
}

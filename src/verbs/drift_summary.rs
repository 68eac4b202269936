//! `migrate.drift_summary()`

use super::drift::unknown;
use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::schema::watch::{self, Standing};
use crate::server::spi::Spi;
use crate::sql_function;
use migrate_core::drift::summary;

sql_function!(migrate_drift_summary => drift_summary);

fn drift_summary(_args: &Args) -> Outcome {
    let text = match watch::look(&Spi::connect())? {
        Standing::Unknown => return Err(unknown()),
        Standing::AsExpected => summary(&[]),
        Standing::Drifted(drift) => summary(&drift.differences()),
    };
    Ok(Answer::Value(text.into()))
}

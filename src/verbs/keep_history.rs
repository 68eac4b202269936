//! The event trigger that keeps DROP EXTENSION from destroying a history silently.

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::{drops, store};
use crate::sql_function;
use migrate_core::Report;
use pgrx::pg_sys;

sql_function!(migrate_keep_history => keep_history);

fn keep_history(args: &Args) -> Outcome {
    let Some(data) = args.context::<pg_sys::EventTriggerData>(pg_sys::NodeTag::T_EventTriggerData)
    else {
        return Err(Report::new(
            "39P03",
            "migrate.keep_history is an event trigger",
        ));
    };
    // SAFETY: the server passes the command's parse tree, which lives as long as the call.
    if !unsafe { drops::takes_extension((*data).parsetree) } {
        return Ok(Answer::Void);
    }
    let recorded = match store::recorded()?.len() {
        0 => return Ok(Answer::Void),
        1 => "1 migration is recorded.".into(),
        n => format!("{n} migrations are recorded."),
    };
    Err(Report::new(
        "2BP01",
        "dropping the extension migrate destroys the history of migrations",
    )
    .detail(recorded)
    .hint(
        "Keep a copy with CREATE TABLE migrate_history AS TABLE migrate.history, \
         then say it again with CASCADE.",
    ))
}

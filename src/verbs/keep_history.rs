//! The event trigger that keeps DROP EXTENSION from destroying a history silently.

use crate::server::args::Args;
use crate::server::entry::{Answer, Outcome};
use crate::server::{statements, store};
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
    let dropped = unsafe { statements::dropped((*data).parsetree) };
    let ours =
        dropped.is_some_and(|(names, cascade)| !cascade && names.iter().any(|n| n == "migrate"));
    if ours {
        let count = store::recorded()?.len();
        if count > 0 {
            return Err(Report::new("2BP01", "dropping the extension migrate destroys the history of migrations")
                .detail(format!("{count} migrations are recorded."))
                .hint("Keep a copy with CREATE TABLE migrate_history AS TABLE migrate.history, then DROP EXTENSION migrate CASCADE."));
        }
    }
    Ok(Answer::Void)
}

//! The event triggers that see DDL.

use crate::server::args::Args;
use crate::server::ddl::command::{is_the_servers_own, Command, Event};
use crate::server::ddl::object::Object;
use crate::server::ddl::refusal::refusal;
use crate::server::ddl::scope::Scope;
use crate::server::ddl::switches::{Since, Switches};
use crate::server::ddl::{ahead, glass, log, objects};
use crate::server::entry::{Answer, Outcome};
use crate::server::notice::warning;
use crate::server::running;
use crate::server::spi::Spi;
use crate::sql_function;
use migrate_core::Report;

sql_function!(migrate_observe_ddl => observe_ddl);

fn observe_ddl(args: &Args) -> Outcome {
    // What a migration does is in the history, and it is to run at full speed.
    if running::is_migration() || is_the_servers_own() {
        return Ok(Answer::Void);
    }
    let Some(command) = Command::of(args) else {
        return Err(Report::new(
            "39P03",
            "migrate.observe_ddl is an event trigger",
        ));
    };
    let switches = match Switches::read() {
        Ok(switches) => switches,
        // Without its settings it cannot know what to do, and must not be in the way.
        Err(report) => {
            if command.event == Event::End {
                warning(format!("DDL is not observed: {}", report.message));
            }
            return Ok(Answer::Void);
        }
    };
    let glass = glass::reason();
    let refused = match (&glass, running::verb()) {
        (None, None) => switches.protected.as_ref(),
        _ => None,
    };
    let logged = (switches.log || glass.is_some()) && !log::is_writing();
    if command.has_no_effect() || (!logged && refused.is_none()) {
        return Ok(Answer::Void);
    }
    match command.event {
        Event::Start => {
            if let Some(since) = refused {
                look_ahead(&command, since)?;
            }
        }
        Event::Drop => {
            let spi = Spi::connect();
            match refused {
                Some(_) => objects::remember_dropped(&spi, &command),
                None => log::quietly(|| {
                    objects::remember_dropped(&spi, &command);
                    Ok(())
                }),
            }
        }
        Event::End => {
            let spi = Spi::connect();
            let mut touched = None;
            if let Some(since) = refused {
                let objects = objects::touched(&spi, &command);
                look_back(&command, &objects, since)?;
                touched = Some(objects);
            }
            if logged {
                log::write(&spi, &switches, &command, glass, || {
                    touched.unwrap_or_else(|| objects::touched(&spi, &command))
                });
            }
        }
    }
    Ok(Answer::Void)
}

/// Refuses what is known before the command runs.
fn look_ahead(command: &Command, since: &Since) -> Result<(), Report> {
    refuse(command, ahead::objects(command), Scope::read, since)
}

/// Refuses what is known only now.
fn look_back(command: &Command, touched: &[Object], since: &Since) -> Result<(), Report> {
    let objects = touched
        .iter()
        .filter(|object| !object.went_along && !ahead::has_judged(command, object))
        .cloned()
        .collect();
    let scope = || match ahead::renames_unseen(command) {
        true => Ok(Scope::whole()),
        false => Scope::read(),
    };
    refuse(command, objects, scope, since)
}

fn refuse(
    command: &Command,
    mut objects: Vec<Object>,
    scope: impl FnOnce() -> Result<Scope, Report>,
    since: &Since,
) -> Result<(), Report> {
    if objects.is_empty() {
        return Ok(());
    }
    let scope = scope()?;
    objects.retain(|object| scope.covers(object));
    match objects.is_empty() {
        true => Ok(()),
        false => Err(refusal(command, &objects, since)),
    }
}

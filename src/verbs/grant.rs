//! `migrate.grant_deploy(role)` and `migrate.grant_read(role)`

use crate::server::args::Args;
use crate::server::catalog::pinned;
use crate::server::encoding::to_server;
use crate::server::entry::{Answer, Outcome};
use crate::server::rows::Cell;
use crate::server::running::Running;
use crate::server::spi::Spi;
use crate::server::subxact::Subxact;
use crate::sql_function;
use migrate_core::Report;

sql_function!(migrate_grant_deploy => grant_deploy);
sql_function!(migrate_grant_read => grant_read);

const READ: &str = "status,check,live,expected,empty,prisma,pull,diff,script,drift,drift_summary";
const DEPLOY: &str =
    "status,check,live,expected,empty,prisma,pull,diff,script,drift,drift_summary,deploy,rollout,sql,replay,squash,verify";

fn grant_deploy(args: &Args) -> Outcome {
    let _running = Running::verb("grant_deploy");
    grant(&args.required(0, "role")?, DEPLOY)
}

fn grant_read(args: &Args) -> Outcome {
    let _running = Running::verb("grant_read");
    grant(&args.required(0, "role")?, READ)
}

/// Plain GRANTs with the caller's own rights: whoever may pass the rights on, can.
fn grant(role: &str, routines: &'static str) -> Outcome {
    let spi = Spi::connect();
    pinned(|| {
        let known = spi.read(
            "SELECT FROM pg_catalog.pg_roles WHERE rolname::text = $1",
            &[role.into()],
        );
        if known.is_empty() {
            return Err(Report::new(
                "42704",
                format!("role \"{role}\" does not exist"),
            ));
        }
        let grants = spi.read(
            include_str!("../../sql/queries/grants.sql"),
            &[role.into(), routines.into()],
        );
        if grants.iter().any(|row| !row[1].is_true()) {
            return Err(Report::new(
                "42501",
                "permission denied to pass on the rights to migrate",
            )
            .hint("The role that installed the extension, or a superuser, can grant them."));
        }
        for row in grants {
            let Some(Cell::Text(sql)) = row.into_iter().next() else {
                continue;
            };
            let subxact = Subxact::begin();
            match spi.statement(&to_server(&sql)) {
                Ok(()) => subxact.commit(),
                Err(caught) => {
                    subxact.rollback();
                    return Err(caught.report);
                }
            }
        }
        Ok(Answer::Void)
    })
}

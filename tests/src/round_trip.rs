//! The proof that the document of a schema depends on the schema alone: a database and its copy by pg_dump have the same bytes,
//! and so have any role and any settings.

use crate::contents::complete;
use crate::{differences, Db, Session};

/// Settings that change how PostgreSQL writes names, values and definitions.
const STRANGE: &str = "
    set search_path = none_such, public;
    set datestyle = 'SQL, DMY';
    set intervalstyle = 'sql_standard';
    set timezone = 'Asia/Kathmandu';
    set extra_float_digits = -15;
    set bytea_output = 'escape';
    set quote_all_identifiers = on;
    set lc_monetary = 'C.UTF-8';
    set standard_conforming_strings = off;
    set escape_string_warning = off;
    set array_nulls = off;
    set enable_hashjoin = off;
    set enable_sort = off";

/// All of it, for one database; returns the document.
pub fn prove(db: &Db) -> Result<String, String> {
    let document = round_trip(db)?;
    complete(db, &document)?;
    as_others_see_it(db, &document)?;
    Ok(document)
}

/// Copies the database by pg_dump and compares; returns the document. The copy is gone afterwards.
pub fn round_trip(db: &Db) -> Result<String, String> {
    let original = document(&mut db.connect())?;
    let copy = db
        .try_copy()
        .map_err(|error| format!("the dump cannot be restored: {error}"))?;
    let copied = document(&mut copy.connect());
    copy.delete();
    same("in its copy", &original, &copied?)?;
    Ok(original)
}

fn document(session: &mut Session) -> Result<String, String> {
    let rows = session.try_rows("select migrate.live()::text");
    rows.map(|rows| rows[0][0].clone())
        .map_err(|error| format!("differs: live() fails: {error}"))
}

/// The document must not depend on who asks and how the session is set.
fn as_others_see_it(db: &Db, document: &str) -> Result<(), String> {
    let mut strange = db.connect();
    strange.run(STRANGE);
    same("with strange settings", document, &strange.live())?;
    same(
        "in a read-only transaction",
        document,
        &read_only(&mut strange),
    )?;
    let role = db.role("reader");
    db.connect().run(&format!(
        "grant usage on schema migrate to {role}; grant execute on function migrate.live() to {role}"
    ));
    let mut reader = db.connect_as(&role);
    same("for another role", document, &reader.live())?;
    reader.run(STRANGE);
    same(
        "for another role with strange settings",
        document,
        &reader.live(),
    )
}

fn read_only(session: &mut Session) -> String {
    session.run("begin transaction isolation level serializable read only");
    let document = session.live();
    session.run("commit");
    document
}

fn same(what: &str, expected: &str, found: &str) -> Result<(), String> {
    match differences(expected, found) {
        none if none.is_empty() => Ok(()),
        some => Err(format!("differs {what}:\n{some}")),
    }
}

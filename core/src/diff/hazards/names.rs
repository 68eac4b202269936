//! What tables and columns are called before all steps.

use crate::diff::fate::Fates;
use crate::render::{quote, target};
use crate::schema::{Kind, Object};

/// A table that is there, as SQL. None where it is not.
pub fn table(fates: &Fates, table: &Object) -> Option<String> {
    let place = fates.from.schema.position(Kind::Table, &table.display)?;
    let object = fates.source(place);
    Some(match fates.originals.tables.get(&object.display) {
        Some(old) => quote::dotted(old),
        None => target::name(object),
    })
}

/// A column that is there, as SQL.
pub fn column(fates: &Fates, table: &Object, column: &str) -> Option<String> {
    let place = fates.from.schema.position(Kind::Table, &table.display)?;
    fates.source(place).column(column)?;
    let key = fates.source(place).column_display(column);
    let old = fates.originals.columns.get(&key).map(String::as_str);
    Some(quote::ident(old.unwrap_or(column)))
}

/// Whether an expression over a table means something before all steps: it names neither new columns
/// nor renamed ones.
pub fn is_valid(fates: &Fates, table: &Object, to: &Object, expression: &str) -> bool {
    let Some(place) = fates.from.schema.position(Kind::Table, &table.display) else {
        return false;
    };
    let from = fates.source(place);
    let unknown = to.columns.iter().filter(|c| {
        let key = from.column_display(&c.name);
        from.column(&c.name).is_none() || fates.originals.columns.contains_key(&key)
    });
    { unknown }.all(|c| !crate::drift::text::mentions(expression, &c.name))
}

/// Whether all that an object needs is there before all steps, as it is to be.
pub fn are_there(fates: &Fates, t: usize) -> bool {
    fates.to.needs(t).iter().all(|need| {
        let kind = fates.to.schema.objects[need.object].kind;
        let stays = |i: usize| {
            let altered = fates.is_changed(i) && !matches!(kind, Kind::Table | Kind::Schema);
            !fates.dropped[i] && !altered
        };
        fates.back[need.object].is_some_and(stays)
    })
}

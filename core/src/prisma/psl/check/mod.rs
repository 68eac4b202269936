//! What must hold between the parts of a schema.

mod cycles;
mod entities;
mod fields;
mod indexes;
mod many;
mod names;
mod one_to_one;
mod operators;
mod relation_fields;
mod relations;

use super::ast::{Ast, Kind};
use super::error::Faults;
use super::relations as graph;
use super::resolve::Schema;

/// Prisma's word for the database in messages.
const DATABASE: &str = "Postgres";

/// What concerns one field only.
pub fn alone(schema: &Schema, faults: &mut Faults) {
    for entity in &schema.entities {
        fields::check(schema, entity, faults);
    }
}

pub fn all(ast: &Ast, schema: &Schema, faults: &mut Faults) {
    for block in ast.of(Kind::Type) {
        let message = format!("Composite types are not supported on {DATABASE}.");
        faults.invalid(block.span, message);
    }
    let groups = graph::groups(schema);
    // Which fields belong together is not known then; the rest would be noise.
    if relation_fields::ambiguous(schema, &groups, faults) {
        return;
    }
    let relations = graph::all(schema);
    let names = names::Names::new(schema, &relations);
    entities::tables(schema, &relations, faults);
    for entity in &schema.entities {
        entities::check(schema, entity, &names, faults);
        relation_fields::check(schema, entity, faults);
        indexes::check(schema, entity, &names, faults);
    }
    for relation in &relations {
        relations::check(schema, relation, &names, faults);
    }
    cycles::check(schema, &relations, faults);
}

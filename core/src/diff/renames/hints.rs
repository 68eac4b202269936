//! What the caller says to be renamed: `{"public.users.name": "full_name"}`.

use super::Renaming;
use crate::render::quote;
use crate::schema::{name, Kind, Object, Schema};
use serde_json::Value;

/// Renames that were asked for, as places in the schema that is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renames(Vec<Rename>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rename {
    kind: Kind,
    display: String,
    part: Part,
    /// The schema to be, if another one.
    schema: Option<String>,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Whole,
    Column(String),
    Label(String),
}

impl Renames {
    /// None at all.
    pub fn none() -> Self {
        Renames::default()
    }

    /// Reads a JSON object of old names, as a document displays them, and new ones. A function can do
    /// without its arguments if it is the only one of its name, and the kind of object can stand before
    /// the name. The error says which name means nothing.
    pub fn read(json: &str, from: &Schema, to: &Schema) -> Result<Self, String> {
        let value =
            serde_json::from_str(json).map_err(|e| format!("the renames are not JSON: {e}"))?;
        let Value::Object(map) = value else {
            return Err(
                "the renames are not a JSON object like {\"public.users.name\": \"full_name\"}"
                    .into(),
            );
        };
        let mut list = Vec::new();
        for (old, new) in &map {
            let Value::String(new) = new else {
                return Err(format!("the new name of \"{old}\" is not a string"));
            };
            let rename = find(old, new, from)?;
            rename.check(old, from, to)?;
            list.push(rename);
        }
        // What is in something that is renamed too comes first: it is found by the old name.
        list.sort_by_key(|r| {
            (
                r.part == Part::Whole,
                r.kind != Kind::Constraint,
                std::cmp::Reverse(r.kind),
            )
        });
        Ok(Renames(list))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Does them.
    pub(super) fn apply(&self, renaming: &mut Renaming) {
        for rename in &self.0 {
            let Some(i) = renaming.position(rename.kind, &rename.display) else {
                continue;
            };
            match &rename.part {
                Part::Column(old) => {
                    renaming.column(i, old, &rename.name);
                }
                Part::Label(old) => renaming.label(i, old, &rename.name),
                Part::Whole => {
                    let own = renaming.schema.objects[i].schema.clone();
                    let schema = rename.schema.clone().or(own);
                    renaming.object(i, schema.as_deref(), &rename.name);
                }
            }
        }
    }
}

impl Rename {
    /// Whether there is what it leads to.
    fn check(&self, old: &str, from: &Schema, to: &Schema) -> Result<(), String> {
        let taken = |what: &str| {
            Err(format!(
                "\"{old}\" cannot be renamed: there is {what} already"
            ))
        };
        let object = from.find(self.kind, &self.display);
        let object = object.expect("it was found there");
        match &self.part {
            Part::Column(_) if object.column(&self.name).is_some() => {
                taken(&object.column_display(&self.name))
            }
            Part::Whole => {
                let mut new = object.clone();
                new.name = Some(self.name.clone());
                new.schema = self.schema.clone().or(new.schema);
                let display = display(&new);
                if from.find(self.kind, &display).is_some() {
                    return taken(&format!("{} {display}", self.kind));
                }
                let by_name = |o: &Object| o.kind == self.kind && o.name == new.name;
                match to.objects.iter().any(by_name) {
                    true => Ok(()),
                    false => Err(format!("\"{old}\" is to be renamed to {} {display}, which is not in the schema to be", self.kind)),
                }
            }
            _ => Ok(()),
        }
    }
}

fn display(object: &Object) -> String {
    let name = object.name.as_deref().unwrap_or_default();
    let on = object.on.as_deref();
    name::display(
        object.schema.as_deref(),
        name,
        object.arguments.as_deref(),
        on,
    )
}

fn find(old: &str, new: &str, from: &Schema) -> Result<Rename, String> {
    let mut found = Vec::new();
    for object in &from.objects {
        if let Some(part) = part(object, old) {
            found.push((object, part));
        }
    }
    match found.as_slice() {
        [] => Err(format!("there is no \"{old}\" to be renamed")),
        [(object, part)] => rename(object, part.clone(), new),
        several => {
            let list: Vec<String> = several.iter().map(|(o, _)| o.id()).collect();
            Err(format!("\"{old}\" can be any of {}", list.join(", ")))
        }
    }
}

fn rename(object: &Object, part: Part, new: &str) -> Result<Rename, String> {
    let names = match part {
        Part::Whole if object.schema.is_some() => quote::parts(new),
        _ => None,
    };
    let (schema, name) = match names.as_deref() {
        Some([schema, name]) => (Some(schema.clone()), name.clone()),
        Some([name]) => (None, name.clone()),
        _ if new.is_empty() => return Err(format!("the new name of {} is empty", object.id())),
        _ => (None, new.to_string()),
    };
    Ok(Rename {
        kind: object.kind,
        display: object.display.clone(),
        part,
        schema,
        name,
    })
}

/// What of an object a name means.
fn part(object: &Object, name: &str) -> Option<Part> {
    let without_arguments = || object.display.split('(').next() == Some(name);
    let is_routine = matches!(
        object.kind,
        Kind::Function | Kind::Procedure | Kind::Aggregate
    );
    if object.display == name || object.id() == name || is_routine && without_arguments() {
        return Some(Part::Whole);
    }
    let rest = name.strip_prefix("column ").unwrap_or(name);
    let rest = rest.strip_prefix(&object.display)?.strip_prefix('.')?;
    let own = quote::parts(rest)
        .filter(|p| p.len() == 1)
        .map(|p| p.concat());
    let own = own.unwrap_or_else(|| rest.to_string());
    if object.column(&own).is_some() {
        return Some(Part::Column(own));
    }
    let labels = object.attributes.get("labels").and_then(Value::as_array);
    let mut labels = labels.into_iter().flatten().filter_map(Value::as_str);
    labels
        .find(|l| *l == own || *l == rest)
        .map(|l| Part::Label(l.to_string()))
}

//! Finds enum values that are added and used in one transaction, which PostgreSQL refuses (55P04).
//! Since 17 it allows that for an enum which the same transaction created, but not in a
//! subtransaction, and migrations run in one.
//!
//! Whether a literal is a value of an enum is known for sure only when the statement is analysed,
//! which cannot be done before the earlier migrations ran. The rule here is near enough: a
//! statement uses a new value when it holds the value as a literal and also names the enum, or
//! something that is known to have a column of it. What it misses fails in the middle, with
//! PostgreSQL's own error and nothing left behind.

use super::{Script, Surroundings, Why};
use crate::sqltext::{tokens, Kind, Token};
use crate::statement::{Nature, Statement};
use std::collections::{HashMap, HashSet};

pub struct Tracker {
    /// For each enum that gets a value anywhere: the names that stand for it.
    related: HashMap<String, HashSet<String>>,
    /// Values added so far: (enum, value, migration).
    added: Vec<(String, String, String)>,
    /// Types created so far, whose values can be used at once.
    created: HashSet<String>,
}

impl Tracker {
    pub fn new(scripts: &[Script<'_>], around: &Surroundings) -> Self {
        let mut related = HashMap::new();
        for statement in scripts.iter().flat_map(|s| &s.statements) {
            if let Nature::AddValue { enum_name, .. } = &statement.nature {
                related.entry(enum_name.clone()).or_insert_with(|| {
                    let users = around.enum_users.get(enum_name).into_iter().flatten();
                    users.cloned().chain([enum_name.clone()]).collect()
                });
            }
        }
        Tracker {
            related,
            added: Vec::new(),
            created: HashSet::new(),
        }
    }

    /// ALTER TYPE … RENAME TO … and RENAME VALUE … TO …: what is new stays new under another name.
    fn rename(&mut self, text: &str) {
        let list: Vec<Token<'_>> = tokens(text).collect();
        let Some(at) = list
            .iter()
            .position(|t| t.is_word("rename"))
            .filter(|at| *at > 0)
        else {
            return;
        };
        let Kind::Word(name) = &list[at - 1].kind else {
            return;
        };
        match list[at + 1..].iter().map(|t| &t.kind).collect::<Vec<_>>()[..] {
            [Kind::Word(to), Kind::Word(new), ..] if to == "to" => {
                for (enum_name, ..) in self.added.iter_mut().filter(|(e, ..)| e == name) {
                    enum_name.clone_from(new);
                }
                // From now on the old name is another type's, if anything's.
                if let Some(mut names) = self.related.remove(name) {
                    names.remove(name);
                    names.insert(new.clone());
                    self.related.insert(new.clone(), names);
                }
            }
            [Kind::Word(_), Kind::String(old), Kind::Word(_), Kind::String(new), ..] => {
                let renamed =
                    |(e, value, _): &&mut (String, String, String)| e == name && value == old;
                for (_, value, _) in self.added.iter_mut().filter(renamed) {
                    value.clone_from(new);
                }
            }
            _ => {}
        }
    }

    /// Takes the next statement in; the answer is the new value that it uses.
    pub fn visit(&mut self, script: &Script<'_>, statement: &Statement) -> Option<Why> {
        if self.related.is_empty() {
            return None;
        }
        if let Nature::AddValue { enum_name, value } = &statement.nature {
            let new = (enum_name.clone(), value.clone(), script.name.into());
            self.added.push(new);
            return None;
        }
        let text = statement.text(script.text);
        if statement.tag == "ALTER TYPE" {
            self.rename(text);
            return None;
        }
        let seen = Seen::of(statement, text);
        if statement.tag == "DROP TYPE" {
            self.added.retain(|(e, ..)| !seen.words.contains(e));
            return None;
        }
        if statement.tag == "CREATE TYPE" {
            self.created.extend(seen.defines);
            return None; // the labels of a new enum are no use of another's
        }
        if let Some(object) = &seen.defines {
            let replaced = seen
                .becomes
                .as_ref()
                .is_some_and(|t| self.created.contains(t));
            for names in self.related.values_mut() {
                if replaced {
                    names.remove(object);
                } else if names.iter().any(|n| seen.words.contains(n)) {
                    names.insert(object.clone());
                }
            }
        }
        self.added
            .iter()
            .find(|(enum_name, value, _)| {
                let related = self.related.get(enum_name).into_iter().flatten();
                seen.strings.contains(value) && related.into_iter().any(|n| seen.words.contains(n))
            })
            .map(|(enum_name, value, added_by)| Why::NewEnumValue {
                enum_name: enum_name.clone(),
                value: value.clone(),
                added_by: added_by.clone(),
            })
    }
}

/// How deep bodies are looked into: no code that runs nests deeper.
const DEPTH: usize = 8;

/// The words and literals of a statement that are evaluated when it runs.
struct Seen {
    words: HashSet<String>,
    strings: HashSet<String>,
    /// The table, view or type that the statement creates or alters.
    defines: Option<String>,
    /// The type that a column is changed to.
    becomes: Option<String>,
}

impl Seen {
    fn of(statement: &Statement, text: &str) -> Self {
        let list: Vec<Token<'_>> = tokens(text).collect();
        let mut seen = Seen {
            words: HashSet::new(),
            strings: HashSet::new(),
            defines: defined_object(statement.tag, &list),
            becomes: new_column_type(statement.tag, &list),
        };
        // The body of a function in another language than SQL is not looked at when it is created.
        let runs_bodies = match statement.tag {
            "CREATE FUNCTION" | "CREATE PROCEDURE" => list
                .windows(2)
                .any(|pair| pair[0].is_word("language") && pair[1].is_word("sql")),
            "COMMENT" => return seen,
            _ => true,
        };
        seen.collect(list, if runs_bodies { DEPTH } else { 0 });
        seen
    }

    /// Takes in the tokens, and those of bodies in bodies down to a depth.
    fn collect(&mut self, list: Vec<Token<'_>>, depth: usize) {
        for token in list {
            match token.kind {
                Kind::Word(word) => {
                    self.words.insert(word);
                }
                Kind::String(value) => {
                    self.strings.insert(value);
                }
                Kind::Dollar(body, _) if depth > 0 => {
                    self.collect(tokens(body).collect(), depth - 1);
                }
                Kind::Dollar(..) | Kind::Symbol(_) => {}
            }
        }
    }
}

/// The last part of the name that follows CREATE or ALTER TABLE, VIEW, DOMAIN, TYPE.
fn defined_object(tag: &str, list: &[Token<'_>]) -> Option<String> {
    const NOISE: [&str; 4] = ["if", "not", "exists", "only"];
    let kind = tag
        .rsplit(' ')
        .next()
        .filter(|_| tag.starts_with("CREATE ") || tag.starts_with("ALTER "))?;
    if !matches!(kind, "TABLE" | "VIEW" | "DOMAIN" | "TYPE") {
        return None;
    }
    let kind = kind.to_lowercase();
    let after = list.iter().position(|t| t.is_word(&kind))? + 1;
    let named = list[after..].iter();
    name_at(named.skip_while(|t| NOISE.iter().any(|n| t.is_word(n))))
}

/// The last part of the type's name in ALTER TABLE … ALTER COLUMN … TYPE.
fn new_column_type(tag: &str, list: &[Token<'_>]) -> Option<String> {
    if tag != "ALTER TABLE" {
        return None;
    }
    let at = list.iter().position(|t| t.is_word("type"))?;
    name_at(list[at + 1..].iter())
}

/// The last part of the qualified name that comes next.
fn name_at<'a, 'b: 'a>(list: impl Iterator<Item = &'a Token<'b>>) -> Option<String> {
    let mut name = None;
    for token in list {
        match &token.kind {
            Kind::Word(word) if name.is_none() => name = Some(word.clone()),
            Kind::Symbol('.') => name = None,
            _ => break,
        }
    }
    name
}
